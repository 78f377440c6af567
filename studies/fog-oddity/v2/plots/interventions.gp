# Run `gnuplot interventions.gp` in this folder to draw this figure again from interventions.csv.
reset
set encoding utf8
set decimalsign '.'
set datafile separator ','
set datafile commentschars ''
data = 'interventions.csv'

set border 3 lc rgb '#606060'
set tics nomirror out scale 0.5 textcolor rgb '#202020'
set grid back lt 1 lw 0.6 lc rgb '#e0e0e0'
unset key
unset colorbox
set style fill solid 1 noborder
set linetype 1 lc rgb '#0072b2' lw 2 dt 1 pt 7 ps 0.8
set linetype 2 lc rgb '#d55e00' lw 2 dt (5,2.5) pt 9 ps 0.8
set linetype 3 lc rgb '#009e73' lw 2 dt (8,2.5,1.5,2.5) pt 5 ps 0.8
set linetype 4 lc rgb '#cc79a7' lw 2 dt (1.5,2) pt 13 ps 0.8
set linetype 5 lc rgb '#56b4e9' lw 2 dt (10,3) pt 11 ps 0.8
set linetype 6 lc rgb '#e69f00' lw 2 dt (5,2.5) pt 6 ps 0.8
set linetype 7 lc rgb '#000000' lw 2 dt 1 pt 8 ps 0.8
set linetype 8 lc rgb '#999933' lw 2 dt (8,2.5,1.5,2.5) pt 4 ps 0.8
do for [output = 1:2] {
if (output == 1) { set terminal svg size 522,731 name 'interventions' font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'interventions.svg' }
if (output == 2) { set terminal pngcairo size 1044,1462 fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'interventions.png' }
set multiplot
unset label
set label 'What is done instead of the fog, and what comes of it' at screen 0.0192, 0.9802 left font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'field-of-view gap: supported (the lower MAE −0.071 → 0.531 (−750 % left)). focal length:'."\n".'supported (the lower MAE −0.071 → 0.833 (−1176 % left)). focus: refuted (the lower MAE'."\n".'nearer than 40 m −0.088 → 0.365 (−414 % left); the lower MAE nearer than 40 m −0.088 →'."\n".'0.053 (−61 % left)). contrast: refuted (the lower MAE −0.071 → 0.900 (−1270 % left)).'."\n".'depth cue: undecided (the lower MAE −0.071 → −0.059 (83 % left)). camera: supported (the'."\n".'lower MAE −0.071 → −0.128 (181 % left)). sky: undecided (the lower MAE −0.071 → −0.024 (34'."\n".'% left)). Bars: 95 % interval.' at screen 0.0192, 0.1272 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.3556
set rmargin at screen 0.9686
set tmargin at screen 0.9590
set bmargin at screen 0.2186
unset logscale x
set xrange [-0.2689038878820079:2.1354015150964396]
set xtics autofreq; set format x '%g'
set xlabel 'changed less clear (m)' textcolor rgb '#202020'
unset logscale y
set yrange [24:-0.7]
set ytics ('fog' 1, 'far fog' 2, 'near fog' 3, 'fog bank' 4, 'veil' 5, 'shuffled fog' 6, 'clear sky' 7, 'fogged sky' 8, 'camera' 9, 'fog, camera of training' 10, 'fog, focal ratio' 11, 'fog' 13.3, 'far fog' 14.3, 'near fog' 15.3, 'fog bank' 16.3, 'veil' 17.3, 'shuffled fog' 18.3, 'clear sky' 19.3, 'fogged sky' 20.3, 'camera' 21.3, 'fog, camera of training' 22.3, 'fog, focal ratio' 23.3); unset mytics
set ylabel '' textcolor rgb '#202020'
unset arrow; unset object
set label 'ΔMAE' at graph 0.01, first 0 left front font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'ΔRMSE' at graph 0.01, first 12.3 left front font 'DejaVu Sans,13' textcolor rgb '#202020'
set arrow from first 0, graph 0 to first 0, graph 1 nohead back lw 1.2 dt (6,4) lc rgb '#808080'
plot \
  data skip 1 every ::0::21 using 3:2:($4-$3):(0) with vectors nohead lt 1 dt 1 lw 1.5 notitle, \
  data skip 1 every ::22::43 using 1:2 with points lt 1 notitle
unset multiplot
unset output
}
