# Run `gnuplot grid-std_v.gp` in this folder to draw this figure again from grid-std_v.csv.
reset
set encoding utf8
set decimalsign '.'
set datafile separator ','
set datafile commentschars ''
data = 'grid-std_v.csv'

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
set palette defined (0 '#470155', 1 '#472d7b', 2 '#3d528c', 3 '#2b738e', 4 '#1f918b', 5 '#2aad80', 6 '#59c862', 7 '#abdc30', 8 '#fce721')
set cbrange [0.035818433870129604:0.35000922663766393]
do for [output = 1:2] {
if (output == 1) { set terminal svg size 884,257 name 'grid_std_v' font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'grid-std_v.svg' }
if (output == 2) { set terminal pngcairo size 1768,514 fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'grid-std_v.png' }
set multiplot
unset label
set label 'std(v)' at screen 0.0113, 0.9436 left font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'Cells: std(v). Mean over n = 3 seeds.' at screen 0.0113, 0.0584 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.0950
set rmargin at screen 0.4887
set tmargin at screen 0.8054
set bmargin at screen 0.3152
unset logscale x
set xrange [-0.5:5.5]
set xtics ('0' 0, '0.005' 1, '0.02' 2, '0.05' 3, '0.2' 4, '1' 5); unset mxtics
set xlabel 'lambda_rank' textcolor rgb '#202020'
unset logscale y
set yrange [-0.5:2.5]
set ytics ('0' 0, '0.005' 1, '0.05' 2); unset mytics
set ylabel 'lambda_tv' textcolor rgb '#202020'
set label 'depth' at screen 0.0950, 0.8405 left font 'DejaVu Sans,12' textcolor rgb '#202020'
unset arrow; unset object
set label '0.105' at 0, 0 center front textcolor rgb '#ffffff'
set label '0.09' at 0, 1 center front textcolor rgb '#ffffff'
set label '0.0358' at 0, 2 center front textcolor rgb '#ffffff'
set label '0.11' at 1, 0 center front textcolor rgb '#ffffff'
set label '0.0958' at 1, 1 center front textcolor rgb '#ffffff'
set label '0.0445' at 1, 2 center front textcolor rgb '#ffffff'
set label '0.125' at 2, 0 center front textcolor rgb '#ffffff'
set label '0.114' at 2, 1 center front textcolor rgb '#ffffff'
set label '0.0674' at 2, 2 center front textcolor rgb '#ffffff'
set label '0.154' at 3, 0 center front textcolor rgb '#ffffff'
set label '0.147' at 3, 1 center front textcolor rgb '#ffffff'
set label '0.106' at 3, 2 center front textcolor rgb '#ffffff'
set label '0.248' at 4, 0 center front textcolor rgb '#000000'
set label '0.246' at 4, 1 center front textcolor rgb '#000000'
set label '0.23' at 4, 2 center front textcolor rgb '#000000'
set label '0.35' at 5, 0 center front textcolor rgb '#000000'
set label '0.35' at 5, 1 center front textcolor rgb '#000000'
set label '0.348' at 5, 2 center front textcolor rgb '#000000'
set colorbox user origin screen 0.9140, 0.3152 size screen 0.0136, 0.4903 noborder; set cbtics ('0.0358' 0.035818433870129604, '0.193' 0.19291383025389677, '0.35' 0.35000922663766393)
set cblabel 'std(v)' textcolor rgb '#202020'
plot \
  data skip 1 every ::0::17 using 1:2:(0.49):(0.49):3 with boxxyerror fs solid 1 noborder lc palette notitle
set lmargin at screen 0.5045
set rmargin at screen 0.8982
set tmargin at screen 0.8054
set bmargin at screen 0.3152
unset label; unset key; unset colorbox
unset logscale x
set xrange [-0.5:5.5]
set xtics ('0' 0, '0.005' 1, '0.02' 2, '0.05' 3, '0.2' 4, '1' 5); unset mxtics
set xlabel 'lambda_rank' textcolor rgb '#202020'
unset logscale y
set yrange [-0.5:2.5]
set ytics ('' 0, '' 1, '' 2); unset mytics
set ylabel '' textcolor rgb '#202020'
set label 'haze' at screen 0.5045, 0.8405 left font 'DejaVu Sans,12' textcolor rgb '#202020'
unset arrow; unset object
set label '0.105' at 0, 0 center front textcolor rgb '#ffffff'
set label '0.09' at 0, 1 center front textcolor rgb '#ffffff'
set label '0.0358' at 0, 2 center front textcolor rgb '#ffffff'
set label '0.111' at 1, 0 center front textcolor rgb '#ffffff'
set label '0.0954' at 1, 1 center front textcolor rgb '#ffffff'
set label '0.0413' at 1, 2 center front textcolor rgb '#ffffff'
set label '0.125' at 2, 0 center front textcolor rgb '#ffffff'
set label '0.111' at 2, 1 center front textcolor rgb '#ffffff'
set label '0.0569' at 2, 2 center front textcolor rgb '#ffffff'
set label '0.148' at 3, 0 center front textcolor rgb '#ffffff'
set label '0.137' at 3, 1 center front textcolor rgb '#ffffff'
set label '0.083' at 3, 2 center front textcolor rgb '#ffffff'
set label '0.218' at 4, 0 center front textcolor rgb '#ffffff'
set label '0.213' at 4, 1 center front textcolor rgb '#ffffff'
set label '0.176' at 4, 2 center front textcolor rgb '#ffffff'
set label '0.304' at 5, 0 center front textcolor rgb '#000000'
set label '0.304' at 5, 1 center front textcolor rgb '#000000'
set label '0.301' at 5, 2 center front textcolor rgb '#000000'
plot \
  data skip 1 every ::18::35 using 1:2:(0.49):(0.49):3 with boxxyerror fs solid 1 noborder lc palette notitle
unset multiplot
unset output
}
