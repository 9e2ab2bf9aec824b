import type { Word } from '../words';
import type { SectionBody } from './api';

const deepestMm = 5000;

/** What is wrong with thresholds, before the server says it; undefined when they are in order. */
export function disorder({
  blueMm,
  yellowMm,
  orangeMm,
  redMm,
  powerRiskMm,
  hysteresisMm,
}: SectionBody): Word | undefined {
  if (!(blueMm > 0 && blueMm < yellowMm && yellowMm < orangeMm && orangeMm < redMm && redMm <= deepestMm))
    return 'sections.order';
  if (powerRiskMm < blueMm || powerRiskMm > deepestMm) return 'sections.orderPower';
  return hysteresisMm >= 0 && hysteresisMm < blueMm ? undefined : 'sections.orderHysteresis';
}
