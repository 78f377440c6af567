// Draws all tables, figures and reports of every study's versions anew from their stored data, and the gallery in
// plots/. No training; what has not changed keeps its bytes.
import StudyKit

Regeneration.main()
