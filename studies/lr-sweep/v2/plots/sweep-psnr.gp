# Run `gnuplot sweep-psnr.gp` in this folder to draw this figure again from sweep-psnr.csv.
reset
set encoding utf8
set decimalsign '.'
set datafile separator ','
set datafile commentschars ''
data = 'sweep-psnr.csv'

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
if (output == 1) { set terminal svg size 580,361 name 'sweep_psnr' font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'sweep-psnr.svg' }
if (output == 2) { set terminal pngcairo size 1160,722 fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'sweep-psnr.png' }
set multiplot
unset label
set label 'dehazing PSNR against the trunk’s rate' at screen 0.0172, 0.9598 left font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'From scratch, 300 steps. Mean over n = 3 seeds, band: ± standard deviation.' at screen 0.0172, 0.0416 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.1324
set rmargin at screen 0.7876
set tmargin at screen 0.9169
set bmargin at screen 0.2244
set logscale x
set xrange [7.518720440245741e-05:0.03990040624388407]
set xtics ('0.0001' 0.0001, '0.0003' 0.0003, '0.001' 0.001, '0.003' 0.003, '0.01' 0.01, '0.03' 0.03); unset mxtics
set xlabel 'rate' textcolor rgb '#202020'
unset logscale y
set yrange [13.705825396493106:18.23514031685933]
set ytics autofreq; set format y '%g'
set ylabel 'dehazing PSNR (dB)' textcolor rgb '#202020'
unset arrow; unset object
set key at screen 0.8083, 0.9280 left top Left reverse vertical samplen 2 spacing 1.15 textcolor rgb '#202020' title 'ratio' left
plot \
  data skip 1 every ::0::5 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::6::11 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::12::17 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#009e73' notitle, \
  data skip 1 every ::18::23 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#cc79a7' notitle, \
  data skip 1 every ::24::41 using 1:2 with points pt 7 ps 0.4 lc rgb '#900072b2' notitle, \
  data skip 1 every ::42::59 using 1:2 with points pt 7 ps 0.4 lc rgb '#90d55e00' notitle, \
  data skip 1 every ::60::77 using 1:2 with points pt 7 ps 0.4 lc rgb '#90009e73' notitle, \
  data skip 1 every ::78::95 using 1:2 with points pt 7 ps 0.4 lc rgb '#90cc79a7' notitle, \
  data skip 1 every ::96::101 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::102::107 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::108::113 using 1:2 with linespoints lt 3 notitle, \
  data skip 1 every ::114::119 using 1:2 with linespoints lt 4 notitle, \
  keyentry with linespoints lt 1 title '1:1:1', \
  keyentry with linespoints lt 2 title '1:2:2.4', \
  keyentry with linespoints lt 3 title '1:4:4.8', \
  keyentry with linespoints lt 4 title '1:0.5:0.6'
unset multiplot
unset output
}
