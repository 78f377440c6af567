# Run `gnuplot paired-errors.gp` in this folder to draw this figure again from paired-errors.csv.
reset
set encoding utf8
set decimalsign '.'
set datafile separator ','
set datafile commentschars ''
data = 'paired-errors.csv'

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
if (output == 1) { set terminal svg size 486,411 name 'paired_errors' font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'paired-errors.svg' }
if (output == 2) { set terminal pngcairo size 972,822 fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'paired-errors.png' }
set multiplot
unset label
set label 'mari-metric-2-small, direct-conv' at screen 0.0206, 0.9647 left font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'n = 120 images, 61 of them above the diagonal of no difference.' at screen 0.0206, 0.0365 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.1284
set rmargin at screen 0.7457
set tmargin at screen 0.9270
set bmargin at screen 0.1971
unset logscale x
set xrange [-0.11084908297840734:14.859013583266993]
set xtics autofreq; set format x '%g'
set xlabel 'mari-metric-2-small: MAE (m)' textcolor rgb '#202020'
unset logscale y
set yrange [-0.11084908297840734:14.859013583266993]
set ytics autofreq; set format y '%g'
set ylabel 'direct-conv: MAE (m)' textcolor rgb '#202020'
unset arrow; unset object
set arrow from first -0.11084908297840734, first -0.11084908297840734 to first 14.859013583266993, first 14.859013583266993 nohead back lw 1.2 dt (6,4) lc rgb '#808080'
set key at screen 0.7704, 0.9367 left top Left reverse vertical samplen 2 spacing 1.15 textcolor rgb '#202020' title 'condition' left
plot \
  data skip 1 every ::0::59 using 1:2 with points lt 1 notitle, \
  data skip 1 every ::60::119 using 1:2 with points lt 2 notitle, \
  keyentry with points lt 1 title 'clear', \
  keyentry with points lt 2 title 'hazy'
unset multiplot
unset output
}
