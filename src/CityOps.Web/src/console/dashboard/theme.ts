import type { EChartsCoreOption } from 'echarts/core';

export type ChartOption = EChartsCoreOption;

/** What the page around a chart looks like: a chart is drawn in its colours and letters. */
export interface ChartTheme {
  ink: string;
  muted: string;
  line: string;
  paper: string;
  isDark: boolean;
  /** Of letters, pixels. */
  size: number;
  family: string;
}

export function themeOf(element: Element, isDark: boolean): ChartTheme {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: value('--ink'),
    muted: value('--muted'),
    line: value('--line'),
    paper: value('--paper'),
    isDark,
    size: Math.round(parseFloat(style.fontSize) * 10) / 10,
    family: style.fontFamily,
  };
}

/** What all charts have in common. */
export function base(theme: ChartTheme): ChartOption {
  return {
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    animationDuration: 400,
    textStyle: { fontFamily: theme.family, fontSize: theme.size, color: theme.ink },
    tooltip: {
      confine: true,
      backgroundColor: theme.paper,
      borderColor: theme.line,
      textStyle: { color: theme.ink, fontSize: theme.size },
    },
  };
}

export const legend = (theme: ChartTheme): ChartOption => ({
  top: 0,
  left: 0,
  itemWidth: theme.size * 1.1,
  itemHeight: theme.size * 0.75,
  itemGap: theme.size,
  textStyle: { color: theme.muted, fontSize: theme.size },
});

/** A chart's own area: all that the card gives, the axes' letters included. */
export const within = {
  top: 8, right: 6, bottom: 2, left: 2, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel',
} as const;

/** An axis of names or of times. */
export const names = (theme: ChartTheme, values: string[], more: ChartOption = {}): ChartOption => ({
  type: 'category',
  data: values,
  axisLine: { lineStyle: { color: theme.line } },
  axisTick: { show: false },
  axisLabel: { color: theme.muted, fontSize: theme.size * 0.92, ...more },
});

/** An axis of numbers. */
export const numbers = (theme: ChartTheme, more: ChartOption = {}): ChartOption => ({
  type: 'value',
  minInterval: 1,
  splitLine: { lineStyle: { color: theme.line } },
  axisLabel: { color: theme.muted, fontSize: theme.size * 0.92 },
  ...more,
});

/** A mark that was clicked on. */
export interface Picked {
  seriesIndex: number;
  dataIndex: number;
  name: string;
}

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for a chart's hint, which is HTML. */
export const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign);
