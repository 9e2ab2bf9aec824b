/** Organisations: the bureau and who works for it. */
export const zh = {
  'org.kind.bureau': '局',
  'org.kind.centre': '中心',
  'org.kind.brigade': '执法大队',
  'org.kind.town': '镇街城管办',
  'org.kind.contractor': '管养单位',
  'org.kind': '类别',
  'org.parent': '上级单位',
  'org.town': '负责的镇街',
  'org.town.hint': '镇街城管办须指定镇街',
  'org.code.hint': '字母、数字和连字符，保存后不可更改',
  'org.new': '新建单位',
  'org.newBelow': '新建下级单位',
  'org.empty': '还没有单位',
  'org.noTowns': '还没有镇街，请先在“数据导入”中导入镇街边界',
};

export const en: typeof zh = {
  'org.kind.bureau': 'Bureau',
  'org.kind.centre': 'Centre',
  'org.kind.brigade': 'Brigade',
  'org.kind.town': 'Town office',
  'org.kind.contractor': 'Contractor',
  'org.kind': 'Kind',
  'org.parent': 'Belongs to',
  'org.town': 'Works for town',
  'org.town.hint': 'A town office works for a town',
  'org.code.hint': 'Letters, digits and hyphens; it stays as it is',
  'org.new': 'New organisation',
  'org.newBelow': 'Add one below',
  'org.empty': 'There is no organisation yet',
  'org.noTowns': 'There is no town yet: import their boundaries first',
};
