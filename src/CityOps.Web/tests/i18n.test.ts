import { beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { defineMessages, language } from '../src/shared/i18n';

const { t, tOf } = defineMessages(
  { 'list.more': '另有 {n} 条', 'list': '清单', 'status.closed': '已结案' },
  { 'list.more': '{n} more', 'list': 'List', 'status.closed': 'Closed' },
);

describe('Messages', () => {
  beforeEach(() => { language.value = 'zh-CN'; });

  it('follow the language, which is kept and set on the page', async () => {
    expect(t('list')).toBe('清单');
    language.value = 'en';
    await nextTick();
    expect(t('list')).toBe('List');
    expect(document.documentElement.lang).toBe('en');
    expect(localStorage.getItem('cityops-language')).toBe('en');
  });

  it('fill holes with text and numbers', () => {
    expect(t('list.more', { n: 3 })).toBe('另有 3 条');
    expect(t('list.more', { n: '1,000' })).toBe('另有 1,000 条');
  });

  it('name the members of a family, and those that a city added by themselves', () => {
    expect(tOf('status', 'closed')).toBe('已结案');
    expect(tOf('status', 'urged')).toBe('urged');
    expect(tOf('status', 'urged', '催办')).toBe('催办');
  });
});
