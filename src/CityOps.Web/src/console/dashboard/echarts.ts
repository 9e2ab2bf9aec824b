// The parts of ECharts that are used. Loaded when the first chart is drawn, and with no other page.
import { BarChart, HeatmapChart, LineChart, MapChart, PieChart } from 'echarts/charts';
import {
  GridComponent, LegendComponent, TooltipComponent, VisualMapContinuousComponent,
} from 'echarts/components';
import { use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';

use([
  BarChart,
  GridComponent,
  HeatmapChart,
  LabelLayout,
  LegendComponent,
  LineChart,
  MapChart,
  PieChart,
  SVGRenderer, // sharp on paper and on a wall
  TooltipComponent,
  VisualMapContinuousComponent,
]);

export { init, registerMap } from 'echarts/core';
