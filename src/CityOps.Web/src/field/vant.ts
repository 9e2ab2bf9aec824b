// Vant's styles, but for its icons: their font is 34 kB in the first load. The few signs that its parts draw are below.
import 'vant/es/style/base.css';
import 'vant/es/badge/index.css';
import 'vant/es/button/index.css';
import 'vant/es/cell/index.css';
import 'vant/es/cell-group/index.css';
import 'vant/es/checkbox/index.css';
import 'vant/es/checkbox-group/index.css';
import 'vant/es/dialog/index.css';
import 'vant/es/field/index.css';
import 'vant/es/loading/index.css';
import 'vant/es/overlay/index.css';
import 'vant/es/popup/index.css';
import 'vant/es/radio/index.css';
import 'vant/es/radio-group/index.css';
import 'vant/es/switch/index.css';
