"""The register of personal data: what is kept of whom, why, on what basis, how long, and what erasing does.

It is data. A test holds it against the models: every column that can hold a text, or names an
account, stands here or among those of `impersonal`, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.known_devices import AGE
from opendti_site.audit.verification import RESULTS
from opendti_site.mail.chores import RETENTION as MAIL_RETENTION
from opendti_site.reminders.chores import OLD_REMINDERS
from opendti_site.reminders.chores import RETENTION as REMINDER_RETENTION
from opendti_site.ui.translatable import StrOrPromise

OLD_ATTEMPTS = "old attempts"
HOUR, DAY = 3600, 24 * 3600
TASK_DAYS = 14
"""The default of the command that prunes results of jobs."""

STATE = _("Hoạt động của cơ quan nhà nước theo quy định của pháp luật")
SECURITY = _("Bảo đảm an toàn hệ thống thông tin")
ARCHIVES = _("Lưu trữ hồ sơ theo pháp luật về lưu trữ")


@dataclass(frozen=True, slots=True)
class DataCategory:
    """One kind of personal data.

    `columns` are those that hold it, as `app.Model: field field`; `time` says how long, with
    `amount` in it; `chore` is the periodic work that deletes what is older.
    """

    what: StrOrPromise
    why: StrOrPromise
    basis: StrOrPromise
    time: StrOrPromise
    erasing: StrOrPromise
    columns: tuple[str, ...] = ()
    amount: int = 0
    chore: str = ""

    @property
    def time_words(self) -> str:
        """Return how long it is kept, in words."""
        return str(self.time) % {"n": self.amount} if self.amount else str(self.time)


@dataclass(frozen=True, slots=True)
class Trace:
    """A column that says which account wrote a row, in what words, and the row's time."""

    table: str
    field: str
    words: StrOrPromise
    time: str


TRACES = (
    Trace("assessments.Round", "created_by", _("lập kỳ đánh giá"), "created_at"),
    Trace(
        "assessments.Submission", "handed_over_by", _("chuyển để ký"), "handed_over_at"
    ),
    Trace("assessments.Submission", "submitted_by", _("ký nộp"), "submitted_at"),
    Trace("assessments.Answer", "updated_by", _("nhập số liệu"), "updated_at"),
    Trace("observations.Delivery", "by", _("gửi số đo"), "recorded_at"),
    Trace("assessments.Document", "uploaded_by", _("thêm tài liệu"), "at"),
    Trace("assessments.EvidenceLink", "added_by", _("gắn tài liệu"), "at"),
    Trace("assessments.SignedSheet", "added_by", _("đính kèm phiếu đã ký"), "at"),
    Trace(
        "assessments.EvidenceWaiver",
        "by",
        _("ghi lý do thiếu tài liệu kiểm chứng"),
        "at",
    ),
    Trace("assessments.Assignment", "person", _("được giao thẩm định"), "assigned_at"),
    Trace("assessments.Assignment", "assigned_by", _("giao thẩm định"), "assigned_at"),
    Trace(
        "assessments.Assignment", "ended_by", _("kết thúc giao thẩm định"), "ended_at"
    ),
    Trace("assessments.CriterionRequest", "asked_by", _("hỏi về tiêu chí"), "asked_at"),
    Trace(
        "assessments.CriterionRequest", "drafted_by", _("soạn giải trình"), "drafted_at"
    ),
    Trace(
        "assessments.CriterionRequest", "replied_by", _("gửi giải trình"), "replied_at"
    ),
    Trace(
        "assessments.CriterionRequest",
        "withdrawn_by",
        _("rút yêu cầu về tiêu chí"),
        "withdrawn_at",
    ),
    Trace(
        "accounts.InterestConflict",
        "user",
        _("có xung đột lợi ích với đơn vị"),
        "declared_at",
    ),
    Trace(
        "accounts.InterestConflict",
        "declared_by",
        _("khai xung đột lợi ích"),
        "declared_at",
    ),
    Trace(
        "accounts.InterestConflict",
        "ended_by",
        _("kết thúc xung đột lợi ích"),
        "ended_at",
    ),
    Trace("accounts.RoleProposal", "user", _("được đề nghị về vai trò"), "proposed_at"),
    Trace(
        "accounts.RoleProposal",
        "proposed_by",
        _("đề nghị giao hoặc thu hồi vai trò"),
        "proposed_at",
    ),
    Trace(
        "accounts.RoleProposal",
        "settled_by",
        _("xử lý đề nghị về vai trò"),
        "settled_at",
    ),
    Trace(
        "accounts.ServiceAccount",
        "created_by",
        _("lập tài khoản dịch vụ"),
        "created_at",
    ),
    Trace(
        "accounts.ServiceAccount",
        "closed_by",
        _("đóng tài khoản dịch vụ"),
        "closed_at",
    ),
    Trace(
        "accounts.ServiceToken",
        "created_by",
        _("cấp mã của tài khoản dịch vụ"),
        "created_at",
    ),
    Trace(
        "accounts.ServiceToken",
        "revoked_by",
        _("thu hồi mã của tài khoản dịch vụ"),
        "revoked_at",
    ),
    Trace("reminders.Contact", "sent_by", _("gửi thư nhắc đơn vị"), "sent_at"),
    Trace(
        "reminders.Contact", "person", _("nhận thư nhắc của người điều phối"), "sent_at"
    ),
    Trace("assessments.ScoreEntry", "by", _("thẩm định hoặc quyết định điểm"), "at"),
    Trace("frameworks.FrameworkRelease", "published_by", _("ban hành"), "published_at"),
    Trace("frameworks.FrameworkRelease", "edited_by", _("sửa bản nháp"), "edited_at"),
    Trace("frameworks.Crosswalk", "written_by", _("viết đối chiếu"), "written_at"),
    Trace("results.Run", "started_by", _("yêu cầu tính điểm"), "started_at"),
    Trace(
        "publication.Proposal",
        "proposed_by",
        _("đề nghị công bố kết quả"),
        "proposed_at",
    ),
    Trace("publication.Proposal", "settled_by", _("xử lý đề nghị"), "proposed_at"),
    Trace("publication.Edition", "published_by", _("công bố"), "published_at"),
)

REGISTER = (
    DataCategory(
        _("Họ tên, tên đăng nhập, địa chỉ thư, ngôn ngữ, lần đăng nhập cuối"),
        _("Biết ai đăng nhập, ai chịu trách nhiệm về việc đã làm; gửi thư công việc"),
        STATE,
        _("Khi còn dùng tài khoản, hoặc tới khi được xóa"),
        _("Thay bằng bí danh"),
        (
            "accounts.User: username full_name email last_login",
            "account.EmailAddress: user email",
        ),
    ),
    DataCategory(
        _("Vai trò và đơn vị"),
        _("Biết ai được làm gì, ở đâu"),
        STATE,
        _("Khi vai trò còn hiệu lực"),
        _("Được thu hồi"),
        ("accounts.RoleAssignment: user",),
    ),
    DataCategory(
        _(
            "Bản băm của mật khẩu, xác thực hai bước, khóa truy cập, danh tính đăng nhập chung"
        ),
        _("Xác nhận đúng người khi đăng nhập"),
        SECURITY,
        _("Tới khi chủ tài khoản đổi hoặc gỡ"),
        _("Được xóa"),
        (
            "accounts.User: password",
            "mfa.Authenticator: user data",
            "socialaccount.SocialAccount: user provider uid extra_data",
        ),
    ),
    DataCategory(
        _("Phiên đăng nhập"),
        _("Không phải đăng nhập lại ở mỗi trang"),
        SECURITY,
        _("%(n)d giờ, rồi xóa trong ngày"),
        _("Kết thúc và xóa"),
        ("sessions.Session: session_key session_data",),
        settings.SESSION_COOKIE_AGE // HOUR,
        "sessions",
    ),
    DataCategory(
        _("Số lần đăng nhập sai, kèm địa chỉ mạng"),
        _("Chặn việc dò mật khẩu"),
        SECURITY,
        _("Nhiều nhất một giờ, rồi xóa trong ngày"),
        _("Tự hết"),
        ("accounts.AttemptCount: cache_key value",),
        chore=OLD_ATTEMPTS,
    ),
    DataCategory(
        _("Dấu “máy đã từng đăng nhập” (số tài khoản, nằm trong trình duyệt)"),
        _("Người khác gõ sai mật khẩu không khóa được cửa của chính chủ"),
        SECURITY,
        _("%(n)d ngày sau lần đăng nhập cuối trên máy đó"),
        _("Mất tác dụng"),
        amount=AGE // DAY,
    ),
    DataCategory(
        _("Thư đã gửi: loại thư, địa chỉ nhận, kết quả gửi"),
        _("Gửi lại khi máy chủ thư bận; biết thư có tới hay không"),
        STATE,
        _("%(n)d ngày sau khi gửi xong"),
        _("Được xóa"),
        ("mail.QueuedMail: to details reason",),
        MAIL_RETENTION.days,
        "old mail",
    ),
    DataCategory(
        _("Cách nhận thư nhắc việc, và việc nào đã được nhắc lúc nào"),
        _("Mỗi lần nhắc chỉ gửi một lần, theo cách mỗi người chọn"),
        STATE,
        _("%(n)d ngày sau lần nhắc; lựa chọn: khi còn dùng tài khoản"),
        _("Được xóa"),
        ("reminders.ReminderChoice: user", "reminders.SentReminder: user key"),
        REMINDER_RETENTION.days,
        OLD_REMINDERS,
    ),
    DataCategory(
        _("Ai nhập, ký, thẩm định, tính, công bố (số tài khoản trong hồ sơ)"),
        _("Chứng minh hồ sơ và kết quả do ai làm"),
        ARCHIVES,
        _("Cùng thời hạn lưu hồ sơ"),
        _("Giữ số tài khoản; tên hiện là bí danh"),
        tuple(f"{trace.table}: {trace.field}" for trace in TRACES),
    ),
    DataCategory(
        _("Lời do người dùng viết: lý do, căn cứ, ghi chú; tài liệu kiểm chứng"),
        _("Là nội dung của hồ sơ đánh giá"),
        ARCHIVES,
        _("Cùng thời hạn lưu hồ sơ"),
        _("Không đổi; đơn vị tự sửa nếu trong đó có tên người"),
        (
            "accounts.InterestConflict: reason end_reason",
            "accounts.RoleProposal: reason",
            "assessments.Answer: text reason rejected comment",
            "assessments.SignedSheet: signer",
            "assessments.Document: issuer abstract url search_key",
            "assessments.Attachment: name",
            "assessments.EvidenceLink: note confirmed",
            "assessments.EvidenceWaiver: reason",
            "assessments.CriterionRequest: question reply drafted",
            "assessments.ScoreEntry: basis reason",
            "assessments.Submission: return_reason hand_back_reason due_reason withdrawal_reason",
            "assessments.Round: source_note source_note_en",
            "observations.Delivery: raw_location note",
            "observations.Observation: text reason",
            "publication.Edition: source_note source_note_en change_note notes",
            "publication.Proposal: source_note source_note_en change_note",
        ),
    ),
    DataCategory(
        _("Nhật ký: tài khoản nào làm gì, lúc nào; địa chỉ mạng khi đăng nhập sai"),
        _("Phát hiện việc sửa trái phép; chứng minh kết quả chưa bị sửa"),
        SECURITY,
        _("Lâu dài: bỏ một dòng là mất bằng chứng của mọi dòng sau"),
        _(
            "Các dòng ở lại, tên hiện là bí danh. Dòng ghi từ trước còn tên trong cơ sở dữ liệu, không hiện ra"
        ),
        ("audit.AuditLine: actor actor_name subject subject_name detail",),
    ),
    DataCategory(
        _("Kết quả kiểm tra niêm phong, có thể kèm số tài khoản"),
        _("Biết dữ liệu nào bị sửa trái phép"),
        SECURITY,
        _("%(n)d lần kiểm gần nhất"),
        _("Thay bằng bí danh"),
        ("audit.Verification: findings acceptances",),
        RESULTS,
        "audit verification",
    ),
    DataCategory(
        _("Việc nền: việc gì, lỗi gì"),
        _("Chạy lại việc bị lỗi"),
        STATE,
        _("%(n)d ngày sau khi xong"),
        _("Tự hết"),
        ("django_tasks_database.DBTaskResult: args_kwargs return_value traceback",),
        TASK_DAYS,
        "task results",
    ),
    DataCategory(
        _("Nhật ký của máy chủ: số tài khoản, địa chỉ mạng khi đăng nhập"),
        _("Tìm nguyên nhân sự cố và tấn công"),
        SECURITY,
        _("Theo cấu hình nhật ký của máy chủ"),
        _("Tự hết"),
    ),
    DataCategory(
        _("Bản sao lưu của tất cả những điều trên"),
        _("Khôi phục khi hỏng máy hoặc mất dữ liệu"),
        SECURITY,
        _("Theo quy tắc giữ bản sao lưu, mặc định 12 tháng"),
        _("Tự hết; khôi phục bản cũ thì hệ thống tự xóa lại trong ngày"),
    ),
)
"""Everything that is kept of people, in the order of the page."""


def columns_of(listed: tuple[str, ...]) -> set[str]:
    """Return columns written as `app.Model: field field`, each as `app.Model.field`."""
    found = set()
    for line in listed:
        table, _colon, names = line.partition(": ")
        found |= {f"{table}.{name}" for name in names.split()}
    return found


def registered_columns() -> set[str]:
    """Return every column that the register lists."""
    return {column for kept in REGISTER for column in columns_of(kept.columns)}
