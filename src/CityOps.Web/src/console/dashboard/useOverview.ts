import { computed, onScopeDispose, ref } from 'vue';
import { cityDay } from '../../shared/cityTime';
import { readQueues } from '../cases/api';
import { followEvents } from '../events';
import { readMetrics } from '../figures/api';
import { useLive } from '../ponding/useLive';
import { can, session } from '../session';
import { readHours, readTownShapes, readWaiting } from './api';
import { organisationMetrics, ranked, readDivided, readKpis, townMetrics } from './overview';
import { spanOf, type Kind } from './periods';
import { useRead } from './useRead';

/** What happens together is read once, and figures not more often than this. */
const gatherMs = 800;
const figuresApartMs = 5_000;
/** What changes by time alone, such as that a case is late, is read again without a word of the server. */
const waitingAgainMs = 60_000;
const figuresAgainMs = 300_000;
const shownCases = 6;

/** All that the overview shows, as far as the account may see it: what it may not is not asked for. */
export function useOverview(kind: () => Kind, on: () => string) {
  const now = ref(Date.now());
  const today = computed(() => cityDay(now.value));
  const span = computed(() => spanOf(kind(), on(), today.value));
  const spanKey = computed(() => `${span.value.kind} ${span.value.period.from} ${span.value.period.to}`);

  const mayFigures = computed(() => can('figures.read'));
  const mayCases = computed(() => can('cases.read'));
  const mayWater = computed(() => can('ponding.read'));
  /** An account of one town has no other to compare it with. */
  const mayTowns = computed(() => mayFigures.value && can('organisations.read') && session.value?.town === null);

  const catalogue = useRead(() => (mayFigures.value ? 'metrics' : null), readMetrics);
  const metrics = computed(() => new Map((catalogue.value.value ?? []).map((metric) => [metric.code, metric])));
  const figureKey = () => (mayFigures.value && catalogue.value.value ? spanKey.value : null);
  /** The figures of one's own work begin with what was handed over. */
  const isForCity = computed(() => can('bulletins.read'));
  const categoryMetric = computed(() => (isForCity.value ? 'cases_reported' : 'cases_dispatched'));

  const kpis = useRead(figureKey, (signal) => readKpis(span.value, metrics.value, isForCity.value, signal));
  const divided = (codes: () => string[], by: string, may: () => boolean) =>
    useRead(
      () => (may() ? figureKey() : null),
      (signal) => readDivided(span.value, codes(), by, metrics.value, signal),
    );
  const categories = divided(() => [categoryMetric.value], 'class', () => true);
  const towns = divided(() => townMetrics, 'town', () => mayTowns.value);
  const organisations = divided(() => organisationMetrics, 'org', () => isForCity.value);
  /** Where only one's own organisation is to be seen there is nothing to rank. */
  const mayOrganisations = computed(() => {
    const figures = organisations.value.value?.figures;
    return mayFigures.value && isForCity.value && (!figures || ranked(figures).length !== 1);
  });
  const shapes = useRead(() => (mayTowns.value ? 'shapes' : null), readTownShapes);

  const queues = useRead(() => (mayCases.value ? 'queues' : null), readQueues);
  const waiting = useRead(() => (mayCases.value ? 'waiting' : null), (signal) => readWaiting(shownCases, signal));
  const hours = useRead(
    () => (mayCases.value ? spanKey.value : null),
    (signal) => readHours(span.value.period, signal),
  );
  const water = useLive();
  if (mayWater.value) water.refresh(0);

  function followWaiting(): void {
    void queues.again();
    void waiting.again();
  }

  let figuresReadAt = 0;
  function followFigures(): void {
    figuresReadAt = Date.now();
    if (!span.value.isNow) return; // what is past does not move while one looks at it
    for (const read of [kpis, categories, towns, organisations, hours]) void read.again();
  }

  let waitingTimer: number | undefined;
  let figuresTimer: number | undefined;
  function follow(): void {
    waitingTimer ??= window.setTimeout(() => {
      waitingTimer = undefined;
      followWaiting();
    }, gatherMs);
    figuresTimer ??= window.setTimeout(() => {
      figuresTimer = undefined;
      followFigures();
    }, Math.max(gatherMs, figuresReadAt + figuresApartMs - Date.now()));
  }

  if (can('events.follow')) {
    followEvents({
      case: follow,
      sensors: () => undefined,
      ponding() {
        if (mayWater.value) water.refresh();
        follow();
      },
      reload() {
        if (mayWater.value) water.refresh();
        follow();
      },
    });
  }

  const clock = window.setInterval(() => { now.value = Date.now(); }, 10_000);
  const waitingAgain = window.setInterval(followWaiting, waitingAgainMs);
  const figuresAgain = window.setInterval(followFigures, figuresAgainMs);
  onScopeDispose(() => {
    for (const timer of [clock, waitingAgain, figuresAgain]) window.clearInterval(timer);
    for (const timer of [waitingTimer, figuresTimer]) window.clearTimeout(timer);
  });

  return {
    now,
    today,
    span,
    metrics,
    catalogue,
    kpis,
    categories,
    categoryMetric,
    towns,
    shapes,
    organisations,
    queues,
    waiting,
    hours,
    water,
    mayFigures,
    mayCases,
    mayWater,
    mayTowns,
    mayOrganisations,
  };
}

export type Overview = ReturnType<typeof useOverview>;
