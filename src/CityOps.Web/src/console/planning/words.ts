/** How often roads are under water. */
export const zh = {
  'plan.layer': '规划：积水频率',
  'plan.title': '优先整治路段',
  'plan.year': '近一年',
  'plan.month': '本月',
  'plan.lastMonth': '上月',
  'plan.note': '圆内数字为时段内积水次数；时段不足一年时，频率按该时段折算。粗边为最需整治的五处。',
  'plan.list': '优先整治路段清单',
  'plan.none': '该时段内没有积水',
  'plan.dry': '另有 {n} 处路段在该时段内没有积水。',
  'plan.worst': '前五',
  'plan.times': '{n} 次',
  'plan.every': '平均 {n} 天一次',
  'plan.minutes': '黄色及以上 {n} 分钟',
  'plan.levels': '黄 {yellow} 橙 {orange} 红 {red} 次',

  'frequency.monthly': '每月一次及以上',
  'frequency.seasonal': '一至三个月一次',
  'frequency.yearly': '三个月至一年一次',
  'frequency.rare': '一年以上一次',
  'frequency.never': '没有积水',
};

export const en: typeof zh = {
  'plan.layer': 'Plan: how often under water',
  'plan.title': 'Where to dig',
  'plan.year': 'Last year',
  'plan.month': 'This month',
  'plan.lastMonth': 'Last month',
  'plan.note':
    'The number is how many times in the period; under a year it is scaled up to one. A dark rim marks the worst five.',
  'plan.list': 'List: where to dig',
  'plan.none': 'No road was under water in this period',
  'plan.dry': '{n} more sections stayed dry.',
  'plan.worst': 'worst five',
  'plan.times': '{n}×',
  'plan.every': 'every {n} days',
  'plan.minutes': '{n} min at yellow or worse',
  'plan.levels': 'yellow {yellow}, orange {orange}, red {red}×',

  'frequency.monthly': 'Every month or more often',
  'frequency.seasonal': 'Every 1 to 3 months',
  'frequency.yearly': 'Every 3 to 12 months',
  'frequency.rare': 'Less than once a year',
  'frequency.never': 'Never',
};
