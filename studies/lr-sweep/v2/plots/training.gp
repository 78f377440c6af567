# Run `gnuplot training.gp` in this folder to draw this figure again from training.csv.
reset
set encoding utf8
set decimalsign '.'
set datafile separator ','
set datafile commentschars ''
data = 'training.csv'

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
if (output == 1) { set terminal svg size 665,296 name 'training' font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'training.svg' }
if (output == 2) { set terminal pngcairo size 1330,592 fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'training.png' }
set multiplot
unset label
set label 'Loss and spread of v by rate, ratio 1:2:2.4' at screen 0.0150, 0.9510 left font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'Mean over n = 3 seeds, band: ± standard deviation. Running mean over 15 steps.' at screen 0.0150, 0.0507 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.0734
set rmargin at screen 0.4192
set tmargin at screen 0.8311
set bmargin at screen 0.2736
unset logscale x
set xrange [-13.950000000000001:314.95]
set xtics autofreq; set format x '%g'
set xlabel 'step' textcolor rgb '#202020'
unset logscale y
set yrange [0.5079497019809137:2.5342227542246163]
set ytics autofreq; set format y '%g'
set ylabel '' textcolor rgb '#202020'
set label 'L_total' at screen 0.0734, 0.8615 left font 'DejaVu Sans,12' textcolor rgb '#202020'
unset arrow; unset object
set key at screen 0.8656, 0.8446 left top Left reverse vertical samplen 2 spacing 1.15 textcolor rgb '#202020' title 'rate' left
plot \
  data skip 1 every ::0::299 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::300::599 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::600::899 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#009e73' notitle, \
  data skip 1 every ::900::1199 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#cc79a7' notitle, \
  data skip 1 every ::1200::1499 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#56b4e9' notitle, \
  data skip 1 every ::1500::1799 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#e69f00' notitle, \
  data skip 1 every ::1800::2099 using 1:2 with lines lt 1 notitle, \
  data skip 1 every ::2100::2399 using 1:2 with lines lt 2 notitle, \
  data skip 1 every ::2400::2699 using 1:2 with lines lt 3 notitle, \
  data skip 1 every ::2700::2999 using 1:2 with lines lt 4 notitle, \
  data skip 1 every ::3000::3299 using 1:2 with lines lt 5 notitle, \
  data skip 1 every ::3300::3599 using 1:2 with lines lt 6 notitle, \
  keyentry with lines lt 1 title '0.0001', \
  keyentry with lines lt 2 title '0.0003', \
  keyentry with lines lt 3 title '0.001', \
  keyentry with lines lt 4 title '0.003', \
  keyentry with lines lt 5 title '0.01', \
  keyentry with lines lt 6 title '0.03'
set lmargin at screen 0.5017
set rmargin at screen 0.8475
set tmargin at screen 0.8311
set bmargin at screen 0.2736
unset label; unset key; unset colorbox
unset logscale x
set xrange [-13.950000000000001:314.95]
set xtics autofreq; set format x '%g'
set xlabel 'step' textcolor rgb '#202020'
unset logscale y
set yrange [-0.0026674560286642866:0.16016297528453488]
set ytics autofreq; set format y '%g'
set ylabel '' textcolor rgb '#202020'
set label 'std_v' at screen 0.5017, 0.8615 left font 'DejaVu Sans,12' textcolor rgb '#202020'
unset arrow; unset object
plot \
  data skip 1 every ::3600::3899 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::3900::4199 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::4200::4499 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#009e73' notitle, \
  data skip 1 every ::4500::4799 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#cc79a7' notitle, \
  data skip 1 every ::4800::5099 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#56b4e9' notitle, \
  data skip 1 every ::5100::5399 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#e69f00' notitle, \
  data skip 1 every ::5400::5699 using 1:2 with lines lt 1 notitle, \
  data skip 1 every ::5700::5999 using 1:2 with lines lt 2 notitle, \
  data skip 1 every ::6000::6299 using 1:2 with lines lt 3 notitle, \
  data skip 1 every ::6300::6599 using 1:2 with lines lt 4 notitle, \
  data skip 1 every ::6600::6899 using 1:2 with lines lt 5 notitle, \
  data skip 1 every ::6900::7199 using 1:2 with lines lt 6 notitle
unset multiplot
unset output
}
