"""What is wrong, and its remedy, for every code."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.ui.translatable import StrOrPromise

TITLES: dict[str, StrOrPromise] = {}
REMEDIES: dict[str, StrOrPromise] = {}


def _add_words(code: str, title: StrOrPromise, remedy: StrOrPromise) -> None:
    TITLES[code], REMEDIES[code] = title, remedy


_add_words(
    "check_failed",
    _("Không kiểm tra được: %(name)s"),
    _("Lỗi: %(error)s. Xem nhật ký máy chủ."),
)

# ------------------------------------------------------------------ workers and jobs
_add_words(
    "no_worker",
    _("Không có tiến trình nền nào hoạt động"),
    _(
        "Việc nền và thư sẽ chờ. Bật lại dịch vụ (opendti serve, hoặc opendti site worker) và xem nhật ký của nó; "
        "việc đang chờ sẽ tự chạy."
    ),
)
_add_words(
    "job_waits",
    _("Việc nền phải chờ đã %(minutes)s phút"),
    _("Xem việc đang chạy ở dưới; nếu máy còn sức, thêm tiến trình bằng --workers."),
)
_add_words(
    "jobs_failed",
    _("%(count)s việc nền bị lỗi"),
    _(
        "Xem lý do ở mục Việc nền, rồi chạy lại hoặc bỏ qua. Các phần khác vẫn hoạt động."
    ),
)
_add_words(
    "housekeeping_stopped",
    _("Công việc định kỳ không chạy từ %(at)s"),
    _(
        "Dọn dẹp, kiểm niêm phong và đo ổ đĩa đang dừng. opendti serve tự làm mỗi năm phút; "
        "nếu không dùng nó, đặt lịch cho lệnh opendti site housekeeping."
    ),
)
_add_words(
    "chore_failed",
    _("Công việc định kỳ “%(name)s” báo %(count)s lỗi"),
    "%(outcome)s",
)

# ------------------------------------------------------------------------- data
_add_words(
    "no_database",
    _("Cơ sở dữ liệu không trả lời"),
    _("%(error)s. Kiểm tra OPENDTI_DATABASE_URL và máy chủ cơ sở dữ liệu."),
)
_add_words(
    "disk_full",
    _("Ổ đĩa dữ liệu chỉ còn %(free)s"),
    _(
        "Sắp không lưu được nữa; xem thì vẫn được. Mở rộng ổ đĩa hoặc chuyển bản sao lưu cũ đi nơi khác; "
        "thư mục made trong thư mục dữ liệu xóa được lúc nào cũng được."
    ),
)
_add_words(
    "disk_low",
    _("Ổ đĩa dữ liệu còn %(free)s, %(percent)s %%"),
    _("Lên kế hoạch mở rộng ổ đĩa trước khi đầy."),
)
_add_words(
    "migrations_missing",
    _("Cơ sở dữ liệu cũ hơn chương trình: thiếu %(count)s bước chuyển đổi"),
    _(
        "Dừng dịch vụ, chạy opendti site upgrade (tự sao lưu trước) rồi bật lại. Bước đầu tiên: %(first)s."
    ),
)
_add_words(
    "migrations_unknown",
    _(
        "Cơ sở dữ liệu mới hơn chương trình: %(count)s bước mà chương trình này không biết"
    ),
    _("Cài đúng bản chương trình đã nâng cấp cơ sở dữ liệu. Bước đầu tiên: %(first)s."),
)
_add_words(
    "backup_never",
    _("Chưa sao lưu lần nào"),
    _(
        "Đặt OPENDTI_BACKUP_TO để hệ thống tự sao lưu mỗi ngày, hoặc chạy opendti site backup TỆP; "
        "cất khóa riêng bằng --keys."
    ),
)
_add_words(
    "backup_due",
    _("Chưa sao lưu lần nào"),
    _(
        "Đến giờ thì công việc định kỳ tự sao lưu vào %(target)s; cũng có thể bấm “Sao lưu ngay” "
        "hoặc chạy opendti site backup. Cất khóa riêng bằng --keys."
    ),
)
_add_words(
    "backup_old",
    _("Bản sao lưu gần nhất đã %(days)s ngày"),
    _(
        "Xem công việc định kỳ có chạy và OPENDTI_BACKUP_TO có đúng không, rồi chạy ngay opendti site backup. "
        "Bản gần nhất ở %(target)s."
    ),
)
_add_words(
    "backup_entangled",
    _("OPENDTI_BACKUP_TO và thư mục dữ liệu nằm trong nhau"),
    _(
        "Bản sao lưu ở đó mất cùng dữ liệu và bị chép vào bản sau. Đặt OPENDTI_BACKUP_TO (nay là %(backups)s) "
        "ra ngoài %(data)s, tốt nhất ở ổ đĩa khác."
    ),
)
_add_words(
    "backup_names_odd",
    _("%(count)s tệp lạ nằm giữa các bản sao lưu hằng ngày"),
    _(
        "Ở %(target)s có tệp không mang tên của bản sao lưu, hoặc đề ngày không có thật hay trong tương lai: %(first)s. "
        "Hệ thống không đụng đến; tìm xem ai để ở đó rồi dời đi."
    ),
)
_add_words(
    "backup_failed",
    _("Lần sao lưu gần nhất không thành"),
    _(
        "%(fault)s. Sửa nguyên nhân rồi bấm “Sao lưu ngay”, hoặc chạy opendti site backup."
    ),
)
_add_words(
    "verification_never",
    _("Chưa kiểm niêm phong lần nào"),
    _(
        "Bấm “Kiểm lại ngay”, hoặc chạy opendti site verify_audit; sau đó công việc định kỳ tự kiểm mỗi ngày."
    ),
)
_add_words(
    "verification_old",
    _("Lần kiểm niêm phong gần nhất đã %(days)s ngày"),
    _(
        "Công việc định kỳ lẽ ra kiểm mỗi ngày; xem nó có chạy không, rồi bấm “Kiểm lại ngay”."
    ),
)
_add_words(
    "verification_found",
    _("Kiểm niêm phong thấy %(count)s chỗ không khớp"),
    _(
        "Xem từng chỗ ở trang Kiểm tra niêm phong; chưa xử lý xong thì không công bố được."
    ),
)

# ------------------------------------------------------------------------- mail
_add_words(
    "mail_off",
    _("Chưa đặt máy chủ thư"),
    _(
        "Không có thư nào được gửi cho người dùng. Đặt OPENDTI_SMTP_URL và OPENDTI_MAIL_FROM nếu cần."
    ),
)
_add_words(
    "mail_sender",
    _("Địa chỉ gửi thư “%(sender)s” không dùng được"),
    _("Đặt OPENDTI_MAIL_FROM là địa chỉ mà máy chủ thư cho phép gửi."),
)
_add_words(
    "mail_waits",
    _("%(count)s thư chờ gửi, lâu nhất từ %(at)s"),
    _(
        "Xem máy chủ thư có nhận không (opendti site send_test_mail) và tiến trình nền có chạy không. %(reason)s"
    ),
)
_add_words(
    "mail_failed",
    _("%(count)s thư không gửi được"),
    _("Xem lý do từng thư ở mục Thư điện tử rồi sửa địa chỉ của người nhận."),
)
_add_words(
    "mail_unreachable",
    _("Không nối được máy chủ thư %(server)s"),
    _("%(error)s. Kiểm tra OPENDTI_SMTP_URL, tường lửa và mật khẩu."),
)

_add_words(
    "scanner_unreachable",
    _("Máy quét virus %(scanner)s không trả lời; chưa nhận được tệp nào"),
    _("%(error)s. Bật lại clamd, hoặc sửa hay bỏ OPENDTI_CLAMAV rồi khởi động lại."),
)

# --------------------------------------------------------------------- settings
_add_words("setting", _("Cài đặt: %(message)s"), "%(hint)s")
_add_words(
    "secret_missing",
    _("Chưa đặt OPENDTI_SECRET_KEY"),
    _("Đặt ít nhất 50 ký tự ngẫu nhiên, hoặc OPENDTI_DEMO=1 để chạy thử."),
)
_add_words(
    "secret_weak",
    _("OPENDTI_SECRET_KEY quá ngắn hoặc quá đơn giản"),
    _(
        "Tạo khóa mới bằng secrets.token_urlsafe(64); đưa khóa cũ vào OPENDTI_SECRET_KEY_FALLBACKS."
    ),
)
_add_words(
    "audit_key_beside_data",
    _("Khóa niêm phong nằm ngay cạnh dữ liệu mà nó niêm phong"),
    _(
        "Đặt OPENDTI_AUDIT_KEY_FILE ở nơi người quản trị cơ sở dữ liệu không đọc được; hiện ở %(path)s."
    ),
)
_add_words(
    "audit_key_missing",
    _("Tệp khóa niêm phong không có khóa đang dùng (%(key)s)"),
    _(
        "Không ghi được việc nào nữa. Khôi phục %(path)s từ bản cất trong két (restore --keys, hoặc chép lại)."
    ),
)
_add_words(
    "restore_interrupted",
    _("Một lần khôi phục bị ngắt giữa chừng"),
    _(
        "Cơ sở dữ liệu và tệp có thể không khớp nhau. Chạy lại opendti site restore … --force."
    ),
)
_add_words(
    "debug_on",
    _("OPENDTI_DEBUG đang bật"),
    _("Tắt đi ở nơi người khác vào được: trang lỗi để lộ mã nguồn và cài đặt."),
)
_add_words(
    "demo_with_people",
    _("Bản chạy thử có %(count)s tài khoản thật"),
    _(
        "OPENDTI_DEMO=1 cho mọi người đăng nhập bằng tài khoản mẫu. Đặt 0 ở nơi có dữ liệu thật."
    ),
)
_add_words(
    "https_off",
    _("Mật khẩu đi trên mạng không mã hóa (OPENDTI_HTTPS=0)"),
    _(
        "Đặt một proxy có chứng thư ở trước và OPENDTI_HTTPS=1; chỉ để 0 trong mạng kín."
    ),
)
_add_words(
    "https_without_proxy",
    _("HTTPS bật mà chưa tin proxy nào"),
    _(
        "Sau proxy, mọi trang sẽ chuyển hướng mãi. Đặt OPENDTI_TRUSTED_PROXY=1 và để proxy ghi X-Forwarded-Proto."
    ),
)
_add_words(
    "hosts_default",
    _("Chưa đặt tên miền của hệ thống"),
    _("Đặt OPENDTI_HOSTS; hiện chỉ chính máy chủ này mở được trang."),
)

# --------------------------------------------------------------- folders and keys
_add_words(
    "folder_unwritable",
    _("Không ghi được vào %(path)s"),
    _("Cho người dùng của dịch vụ quyền ghi thư mục này (chown, chmod u+rwx)."),
)
_add_words(
    "file_readable",
    _("Người dùng khác của máy đọc được %(path)s (quyền %(mode)s)"),
    _("Chạy chmod go= %(path)s."),
)
_add_words(
    "file_of_another",
    _("%(path)s thuộc người dùng khác (%(owner)s)"),
    _("Chạy chown cho người dùng của dịch vụ; nếu không, sẽ có lúc không ghi được."),
)
_add_words(
    "anchor_unwritable",
    _("Không ghi được mốc niêm phong %(path)s"),
    _("Gắn lại ổ đĩa hoặc sửa quyền; khi thiếu mốc, dòng cuối bị cắt sẽ khó thấy hơn."),
)
_add_words(
    "anchor_beside_data",
    _("Mốc niêm phong chỉ nằm cạnh dữ liệu"),
    _(
        "Ai xóa được dữ liệu cũng xóa được mốc. Thêm vào OPENDTI_AUDIT_ANCHOR một nơi khác: ổ chỉ ghi thêm, "
        "syslog: hoặc mailto:."
    ),
)

# ---------------------------------------------------------- clock, certificate, age
_add_words(
    "clock_differs",
    _("Đồng hồ máy này lệch cơ sở dữ liệu %(seconds)s giây"),
    _("Đồng bộ giờ của hai máy (NTP): hạn nộp và tiến trình nền dựa vào đồng hồ."),
)
_add_words(
    "clock_behind",
    _("Nhật ký có dòng của tương lai: %(at)s"),
    _("Đồng hồ đang chậm, hoặc đã từng nhanh. Đồng bộ giờ (NTP) rồi chạy lại."),
)
_add_words(
    "certificate_expired",
    _("Chứng thư của %(name)s đã hết hạn ngày %(at)s"),
    _("Cấp lại chứng thư và nạp lại proxy."),
)
_add_words(
    "certificate_ends",
    _("Chứng thư của %(name)s hết hạn ngày %(at)s"),
    _(
        "Cấp lại trước ngày đó; nếu proxy tự gia hạn, xem vì sao còn dưới %(days)s ngày mà chưa gia hạn."
    ),
)
_add_words(
    "certificate_unreadable",
    _("Không đọc được chứng thư %(name)s"),
    _("%(error)s. Chỉ đúng tệp PEM bằng --certificate."),
)
_add_words(
    "certificate_unseen",
    _("Không xem được chứng thư của %(name)s từ máy này"),
    _(
        "%(error)s. Nếu máy này không nối ra được tên miền, chỉ tệp chứng thư bằng --certificate."
    ),
)
_add_words(
    "version_ended",
    _("%(name)s %(version)s hết được sửa lỗi bảo mật từ %(at)s"),
    _("Nâng cấp lên bản còn được hỗ trợ."),
)
_add_words(
    "version_ends",
    _("%(name)s %(version)s chỉ được sửa lỗi bảo mật đến %(at)s"),
    _("Lên kế hoạch nâng cấp trước ngày đó."),
)
_add_words(
    "dump_missing",
    _("Thiếu pg_dump nên không sao lưu được"),
    _(
        "Cài postgresql-client không cũ hơn máy chủ cơ sở dữ liệu (Debian: apt install postgresql-client)."
    ),
)
