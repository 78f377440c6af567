# Run `gnuplot tuned.gp` in this folder to draw this figure again from tuned.csv.
reset
set encoding utf8
set decimalsign '.'
set datafile separator ','
set datafile commentschars ''
data = 'tuned.csv'

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
if (output == 1) { set terminal svg size 566,361 name 'tuned' font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'tuned.svg' }
if (output == 2) { set terminal pngcairo size 1132,722 fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'tuned.png' }
set multiplot
unset label
set label 'Fine-tuning: AbsRel against the trunk’s rate' at screen 0.0177, 0.9598 left font 'DejaVu Sans,13' textcolor rgb '#202020'
set label '0: as shipped. Mean over n = 3 seeds, band: ± standard deviation.' at screen 0.0177, 0.0416 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.1357
set rmargin at screen 0.8071
set tmargin at screen 0.9169
set bmargin at screen 0.2244
set logscale x
set xrange [9.4643601672029e-08:0.0023773397886916706]
set xtics ('0' 1.5000000000000002e-07, '1.5e-6' 1.5e-06, '1.5e-5' 1.5e-05, '0.00015' 0.00015, '0.0015' 0.0015); unset mxtics
set xlabel 'tuned.rate' textcolor rgb '#202020'
unset logscale y
set yrange [0.17461346262903904:0.2757815847638762]
set ytics autofreq; set format y '%g'
set ylabel 'AbsRel' textcolor rgb '#202020'
unset arrow; unset object
set key at screen 0.8283, 0.9280 left top Left reverse vertical samplen 2 spacing 1.15 textcolor rgb '#202020' title 'ratio' left
plot \
  data skip 1 every ::0::4 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::5::9 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::10::24 using 1:2 with points pt 7 ps 0.4 lc rgb '#900072b2' notitle, \
  data skip 1 every ::25::39 using 1:2 with points pt 7 ps 0.4 lc rgb '#90d55e00' notitle, \
  data skip 1 every ::40::44 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::45::49 using 1:2 with linespoints lt 2 notitle, \
  keyentry with linespoints lt 1 title '1:1:1', \
  keyentry with linespoints lt 2 title '1:2:2.4'
unset multiplot
unset output
}
