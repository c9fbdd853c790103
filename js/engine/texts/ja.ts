import type { Texts } from '../../generated/passage_web.js';

export const texts: Texts = {
  lang: 'ja',
  title: 'アカウントを接続',
  close: '閉じる',
  cancel: 'キャンセル',
  frame: 'プロバイダーにログイン',
  opening: '安全な接続を開いています',
  slow: '処理を続けています。少し時間がかかることがあります。',
  unresponsive: 'ページが応答しません。待つか、閉じてもう一度お試しください。',
  reconnecting: '再接続しています。進み具合は保たれています。',
  offline: 'オフラインです。接続が戻ると再開します。',
  failed: 'うまくいきませんでした。閉じます。',
  ask: '閉じますか？ログインは終わっていません。',
  keep: '続ける',
  connected: 'アカウントを接続しました',
  app: 'アプリに戻る',
};
