// What the phone's questions look like where they stand outside of the phone's application: Vant's styles without its
// base, which takes the focus ring off every input of the page.
import 'vant/es/button/index.css';
import 'vant/es/checkbox/index.css';
import 'vant/es/checkbox-group/index.css';
import 'vant/es/loading/index.css';
import 'vant/es/radio/index.css';
import 'vant/es/radio-group/index.css';
import './phone.css';
