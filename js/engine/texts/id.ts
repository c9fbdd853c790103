import type { Texts } from '../../generated/passage_web.js';

export const texts: Texts = {
  lang: 'id',
  title: 'Hubungkan akun Anda',
  close: 'Tutup',
  cancel: 'Batal',
  frame: 'Masuk ke penyedia Anda',
  opening: 'Membuka koneksi aman',
  slow: 'Masih diproses. Ini bisa memakan waktu sebentar.',
  unresponsive: 'Halaman tidak merespons. Anda bisa menunggu, atau menutup dan mencoba lagi.',
  reconnecting: 'Menghubungkan ulang. Progres Anda tetap tersimpan.',
  offline: 'Anda sedang offline. Kami lanjutkan begitu Anda kembali.',
  failed: 'Ini tidak berhasil. Menutup.',
  ask: 'Tutup? Proses masuk Anda belum selesai.',
  keep: 'Lanjutkan',
  connected: 'Akun terhubung',
  app: 'Kembali ke aplikasi',
};
