// Draws tables, figures and reports of published versions anew from their stored data, and the gallery in plots/. No
// training; what has not changed keeps its bytes.
import StudyKit

Regeneration.main()
