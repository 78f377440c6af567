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
set label 'Mean over n = 3 seeds, band: ± standard deviation.' at screen 0.0099, 0.0507 left font 'DejaVu Sans,10' textcolor rgb '#606060'
set lmargin at screen 0.0556
set rmargin at screen 0.2837
set tmargin at screen 0.8311
set bmargin at screen 0.2736
unset logscale x
set xrange [-14.5:304.5]
set xtics autofreq; set format x '%g'
set xlabel 'step' textcolor rgb '#202020'
unset logscale y
set yrange [0.4591197377220707:1.2230640529300514]
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
  data skip 1 every ::180::269 using 1:2 with points pt 7 ps 0.4 lc rgb '#900072b2' notitle, \
  data skip 1 every ::270::359 using 1:2 with points pt 7 ps 0.4 lc rgb '#90d55e00' notitle, \
  data skip 1 every ::360::449 using 1:2 with points pt 7 ps 0.4 lc rgb '#90009e73' notitle, \
  data skip 1 every ::450::539 using 1:2 with points pt 7 ps 0.4 lc rgb '#90cc79a7' notitle, \
  data skip 1 every ::540::629 using 1:2 with points pt 7 ps 0.4 lc rgb '#9056b4e9' notitle, \
  data skip 1 every ::630::719 using 1:2 with points pt 7 ps 0.4 lc rgb '#90e69f00' notitle, \
  data skip 1 every ::720::749 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::750::779 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::780::809 using 1:2 with linespoints lt 3 notitle, \
  data skip 1 every ::810::839 using 1:2 with linespoints lt 4 notitle, \
  data skip 1 every ::840::869 using 1:2 with linespoints lt 5 notitle, \
  data skip 1 every ::870::899 using 1:2 with linespoints lt 6 notitle, \
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
set yrange [0.49975885152816774:0.7025658965110779]
set ytics autofreq; set format y '%g'
set ylabel '' textcolor rgb '#202020'
set label 'L_rank' at screen 0.3452, 0.8615 left font 'DejaVu Sans,12' textcolor rgb '#202020'
unset arrow; unset object
plot \
  data skip 1 every ::900::929 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::930::959 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::960::989 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#009e73' notitle, \
  data skip 1 every ::990::1019 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#cc79a7' notitle, \
  data skip 1 every ::1020::1049 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#56b4e9' notitle, \
  data skip 1 every ::1050::1079 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#e69f00' notitle, \
  data skip 1 every ::1080::1169 using 1:2 with points pt 7 ps 0.4 lc rgb '#900072b2' notitle, \
  data skip 1 every ::1170::1259 using 1:2 with points pt 7 ps 0.4 lc rgb '#90d55e00' notitle, \
  data skip 1 every ::1260::1349 using 1:2 with points pt 7 ps 0.4 lc rgb '#90009e73' notitle, \
  data skip 1 every ::1350::1439 using 1:2 with points pt 7 ps 0.4 lc rgb '#90cc79a7' notitle, \
  data skip 1 every ::1440::1529 using 1:2 with points pt 7 ps 0.4 lc rgb '#9056b4e9' notitle, \
  data skip 1 every ::1530::1619 using 1:2 with points pt 7 ps 0.4 lc rgb '#90e69f00' notitle, \
  data skip 1 every ::1620::1649 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::1650::1679 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::1680::1709 using 1:2 with linespoints lt 3 notitle, \
  data skip 1 every ::1710::1739 using 1:2 with linespoints lt 4 notitle, \
  data skip 1 every ::1740::1769 using 1:2 with linespoints lt 5 notitle, \
  data skip 1 every ::1770::1799 using 1:2 with linespoints lt 6 notitle
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
set yrange [-0.015204952143478674:0.4164701243185884]
set ytics autofreq; set format y '%g'
set ylabel '' textcolor rgb '#202020'
set label 'std_v' at screen 0.6349, 0.8615 left font 'DejaVu Sans,12' textcolor rgb '#202020'
unset arrow; unset object
plot \
  data skip 1 every ::1800::1829 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#0072b2' notitle, \
  data skip 1 every ::1830::1859 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#d55e00' notitle, \
  data skip 1 every ::1860::1889 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#009e73' notitle, \
  data skip 1 every ::1890::1919 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#cc79a7' notitle, \
  data skip 1 every ::1920::1949 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#56b4e9' notitle, \
  data skip 1 every ::1950::1979 using 1:3:4 with filledcurves fs transparent solid 0.25 noborder lc rgb '#e69f00' notitle, \
  data skip 1 every ::1980::2069 using 1:2 with points pt 7 ps 0.4 lc rgb '#900072b2' notitle, \
  data skip 1 every ::2070::2159 using 1:2 with points pt 7 ps 0.4 lc rgb '#90d55e00' notitle, \
  data skip 1 every ::2160::2249 using 1:2 with points pt 7 ps 0.4 lc rgb '#90009e73' notitle, \
  data skip 1 every ::2250::2339 using 1:2 with points pt 7 ps 0.4 lc rgb '#90cc79a7' notitle, \
  data skip 1 every ::2340::2429 using 1:2 with points pt 7 ps 0.4 lc rgb '#9056b4e9' notitle, \
  data skip 1 every ::2430::2519 using 1:2 with points pt 7 ps 0.4 lc rgb '#90e69f00' notitle, \
  data skip 1 every ::2520::2549 using 1:2 with linespoints lt 1 notitle, \
  data skip 1 every ::2550::2579 using 1:2 with linespoints lt 2 notitle, \
  data skip 1 every ::2580::2609 using 1:2 with linespoints lt 3 notitle, \
  data skip 1 every ::2610::2639 using 1:2 with linespoints lt 4 notitle, \
  data skip 1 every ::2640::2669 using 1:2 with linespoints lt 5 notitle, \
  data skip 1 every ::2670::2699 using 1:2 with linespoints lt 6 notitle
unset multiplot
unset output
}
