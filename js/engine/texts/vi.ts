import type { Texts } from '../../generated/passage_web.js';

export const texts: Texts = {
  lang: 'vi',
  title: 'Kết nối tài khoản của bạn',
  close: 'Đóng',
  cancel: 'Hủy',
  frame: 'Đăng nhập vào nhà cung cấp của bạn',
  opening: 'Đang mở kết nối an toàn',
  slow: 'Vẫn đang xử lý. Việc này có thể mất chút thời gian.',
  unresponsive: 'Trang không phản hồi. Bạn có thể chờ, hoặc đóng rồi thử lại.',
  reconnecting: 'Đang kết nối lại. Tiến trình của bạn được giữ nguyên.',
  offline: 'Bạn đang ngoại tuyến. Chúng tôi sẽ tiếp tục ngay khi có kết nối.',
  failed: 'Không thành công. Đang đóng.',
  ask: 'Đóng? Bạn chưa đăng nhập xong.',
  keep: 'Tiếp tục',
  connected: 'Đã kết nối tài khoản',
  app: 'Quay lại ứng dụng',
};
