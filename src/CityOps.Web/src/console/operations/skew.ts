import { t } from '../words';

/** 8 小时, 25 分: how far a clock is off, in the unit that tells it. */
export function skew(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  return minutes < 60
    ? t('ops.minutes', { n: minutes })
    : t('ops.hours', { n: (minutes / 60).toFixed(1).replace(/\.0$/, '') });
}
