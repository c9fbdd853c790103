import type { Texts } from '../../generated/passage_web.js';

export const texts: Texts = {
  lang: 'tr',
  title: 'Hesabınızı bağlayın',
  close: 'Kapat',
  cancel: 'İptal',
  frame: 'Sağlayıcınızda oturum açın',
  opening: 'Güvenli bağlantı açılıyor',
  slow: 'İşlem sürüyor. Bu biraz zaman alabilir.',
  unresponsive: 'Sayfa yanıt vermiyor. Bekleyebilir veya kapatıp yeniden deneyebilirsiniz.',
  reconnecting: 'Yeniden bağlanılıyor. İlerlemeniz korunuyor.',
  offline: 'Çevrimdışısınız. Bağlantınız gelince sürdüreceğiz.',
  failed: 'Bu işe yaramadı. Kapatılıyor.',
  ask: 'Kapatılsın mı? Oturum açma tamamlanmadı.',
  keep: 'Devam et',
  connected: 'Hesap bağlandı',
  app: 'Uygulamaya dön',
};
