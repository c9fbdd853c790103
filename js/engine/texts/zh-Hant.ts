import type { Texts } from '../../generated/passage_web.js';

export const texts: Texts = {
  lang: 'zh-Hant',
  title: '連結您的帳戶',
  close: '關閉',
  cancel: '取消',
  frame: '登入您的服務供應商',
  opening: '正在開啟安全連線',
  slow: '仍在處理中，可能需要一點時間。',
  unresponsive: '頁面沒有回應。您可以等候，或關閉後再試一次。',
  reconnecting: '正在重新連線。您的進度已保留。',
  offline: '您已離線。恢復連線後會立即繼續。',
  failed: '未能成功，正在關閉。',
  ask: '要關閉嗎？您的登入尚未完成。',
  keep: '繼續',
  connected: '帳戶已連結',
  app: '返回應用程式',
};
