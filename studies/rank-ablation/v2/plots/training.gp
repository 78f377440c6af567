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
if (output == 1) { set terminal svg size 1008,296 name 'training' font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'training.svg' }
if (output == 2) { set terminal pngcairo size 2016,592 fontscale 1.5 linewidth 2 pointscale 2 font 'DejaVu Sans,12' noenhanced background rgb '#ffffff'; set output 'training.png' }
set multiplot
unset label
set label 'The head’s losses, ranked by depth, λ_tv = 0.005' at screen 0.0099, 0.9510 left font 'DejaVu Sans,13' textcolor rgb '#202020'
set label 'Mean over n = 3 seeds, band: ± standard deviation. Running mean over 50 steps.' at screen 0.0099, 0.0507 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.0556
set rmargin at screen 0.2837
set tmargin at screen 0.8311
set bmargin at screen 0.2736
unset logscale x
set xrange [-14.5:304.5]
set xtics autofreq; set format x '%g'
set xlabel 'step' textcolor rgb '#202020'
unset logscale y
set yrange [0.5597492021609799:1.0262771238870396]
set ytics autofreq; set format y '%g'
set ylabel '' textcolor rgb '#202020'
set label 'L_vis' at screen 0.0556, 0.8615 left font 'DejaVu Sans,12' textcolor rgb '#202020'
unset arrow; unset object
set key at screen 0.8750, 0.8446 left top Left reverse vertical samplen 2 spacing 1.15 textcolor rgb '#202020' title 'lambda_rank' left
plot \
  data skip 1 every ::0::29 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::30::59 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::60::89 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#009e73' notitle, \
  data skip 1 every ::90::119 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#cc79a7' notitle, \
  data skip 1 every ::120::149 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#56b4e9' notitle, \
  data skip 1 every ::150::179 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#e69f00' notitle, \
  data skip 1 every ::180::209 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::210::239 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::240::269 using 1:2 with linespoints lt 3 notitle, \
  data skip 1 every ::270::299 using 1:2 with linespoints lt 4 notitle, \
  data skip 1 every ::300::329 using 1:2 with linespoints lt 5 notitle, \
  data skip 1 every ::330::359 using 1:2 with linespoints lt 6 notitle, \
  keyentry with linespoints lt 1 title '0', \
  keyentry with linespoints lt 2 title '0.005', \
  keyentry with linespoints lt 3 title '0.02', \
  keyentry with linespoints lt 4 title '0.05', \
  keyentry with linespoints lt 5 title '0.2', \
  keyentry with linespoints lt 6 title '1'
set lmargin at screen 0.3452
set rmargin at screen 0.5734
set tmargin at screen 0.8311
set bmargin at screen 0.2736
unset label; unset key; unset colorbox
unset logscale x
set xrange [-14.5:304.5]
set xtics autofreq; set format x '%g'
set xlabel 'step' textcolor rgb '#202020'
unset logscale y
set yrange [0.5150858179038298:0.7016011308518137]
set ytics autofreq; set format y '%g'
set ylabel '' textcolor rgb '#202020'
set label 'L_rank' at screen 0.3452, 0.8615 left font 'DejaVu Sans,12' textcolor rgb '#202020'
unset arrow; unset object
plot \
  data skip 1 every ::360::389 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::390::419 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::420::449 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#009e73' notitle, \
  data skip 1 every ::450::479 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#cc79a7' notitle, \
  data skip 1 every ::480::509 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#56b4e9' notitle, \
  data skip 1 every ::510::539 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#e69f00' notitle, \
  data skip 1 every ::540::569 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::570::599 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::600::629 using 1:2 with linespoints lt 3 notitle, \
  data skip 1 every ::630::659 using 1:2 with linespoints lt 4 notitle, \
  data skip 1 every ::660::689 using 1:2 with linespoints lt 5 notitle, \
  data skip 1 every ::690::719 using 1:2 with linespoints lt 6 notitle
set lmargin at screen 0.6349
set rmargin at screen 0.8631
set tmargin at screen 0.8311
set bmargin at screen 0.2736
unset label; unset key; unset colorbox
unset logscale x
set xrange [-14.5:304.5]
set xtics autofreq; set format x '%g'
set xlabel 'step' textcolor rgb '#202020'
unset logscale y
set yrange [-0.013796400316243008:0.3868905359466394]
set ytics autofreq; set format y '%g'
set ylabel '' textcolor rgb '#202020'
set label 'std_v' at screen 0.6349, 0.8615 left font 'DejaVu Sans,12' textcolor rgb '#202020'
unset arrow; unset object
plot \
  data skip 1 every ::720::749 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::750::779 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::780::809 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#009e73' notitle, \
  data skip 1 every ::810::839 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#cc79a7' notitle, \
  data skip 1 every ::840::869 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#56b4e9' notitle, \
  data skip 1 every ::870::899 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#e69f00' notitle, \
  data skip 1 every ::900::929 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::930::959 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::960::989 using 1:2 with linespoints lt 3 notitle, \
  data skip 1 every ::990::1019 using 1:2 with linespoints lt 4 notitle, \
  data skip 1 every ::1020::1049 using 1:2 with linespoints lt 5 notitle, \
  data skip 1 every ::1050::1079 using 1:2 with linespoints lt 6 notitle
unset multiplot
unset output
}
