# Run `gnuplot reliability.gp` in this folder to draw this figure again from reliability.csv.
reset
set encoding utf8
set decimalsign '.'
set datafile separator ','
set datafile commentschars ''
data = 'reliability.csv'

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
if (output == 1) { set terminal svg size 487,404 name 'reliability' font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'reliability.svg' }
if (output == 2) { set terminal pngcairo size 974,808 fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'reliability.png' }
set multiplot
unset label
set label 'Is v the transmission?' at screen 0.0205, 0.9641 left font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'Ranked by depth, λ_tv = 0.005, seed 0. Bins with fewer than 200 values are left out'."\n".'(10).' at screen 0.0205, 0.0693 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.1429
set rmargin at screen 0.7179
set tmargin at screen 0.9257
set bmargin at screen 0.2327
unset logscale x
set xrange [0:1]
set xtics autofreq; set format x '%g'
set xlabel 'v' textcolor rgb '#202020'
unset logscale y
set yrange [0:1]
set ytics autofreq; set format y '%g'
set ylabel 't' textcolor rgb '#202020'
unset arrow; unset object
set arrow from first 0, first 0 to first 1, first 1 nohead back lw 1.2 dt (6,4) lc rgb '#808080'
set key at screen 0.7425, 0.9356 left top Left reverse vertical samplen 2 spacing 1.15 textcolor rgb '#202020' title 'lambda_rank' left
plot \
  data skip 1 every ::0::5 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::6::11 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::12::19 using 1:2 with linespoints lt 3 notitle, \
  data skip 1 every ::20::27 using 1:2 with linespoints lt 4 notitle, \
  data skip 1 every ::28::37 using 1:2 with linespoints lt 5 notitle, \
  data skip 1 every ::38::47 using 1:2 with linespoints lt 6 notitle, \
  keyentry with linespoints lt 1 title '0', \
  keyentry with linespoints lt 2 title '0.005', \
  keyentry with linespoints lt 3 title '0.02', \
  keyentry with linespoints lt 4 title '0.05', \
  keyentry with linespoints lt 5 title '0.2', \
  keyentry with linespoints lt 6 title '1'
unset multiplot
unset output
}
