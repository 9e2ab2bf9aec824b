using System.Reflection;

namespace CityOps.App.Http;

/// <summary>Every problem that the API answers with, by subject. docs/problems.md is this table in words.</summary>
public static class Problems
{
    // The call itself.
    public static readonly Problem NotFound = new("not_found", 404, "There is nothing at this address.", "没有找到");
    public static readonly Problem MethodNotAllowed = new(
        "method_not_allowed",
        405,
        "This address does not take this method.",
        "不支持的请求方法"
    );
    public static readonly Problem MalformedJson = new(
        "malformed_json",
        400,
        "The body is not the JSON that this call takes.",
        "请求内容不是有效的 JSON"
    );
    public static readonly Problem InvalidRequest = new(
        "invalid_request",
        400,
        "A value of the request cannot be read.",
        "请求参数无效"
    );
    public static readonly Problem UnsupportedMediaType = new(
        "unsupported_media_type",
        415,
        "The body's media type is not taken here.",
        "不支持的内容类型"
    );
    public static readonly Problem BodyTooLarge = new(
        "body_too_large",
        413,
        "The body is larger than this call takes.",
        "请求内容过大"
    );
    public static readonly Problem TooManyRequests = new(
        "too_many_requests",
        429,
        "Too many calls; try again later.",
        "请求过于频繁，请稍后再试"
    );
    public static readonly Problem HostUnknown = new(
        "host_unknown",
        400,
        "This address has another name; the setting Http:AllowedHosts lists those that it has.",
        "域名未登记"
    );
    public static readonly Problem FilterUnknown = new(
        "filter_unknown",
        400,
        "A list's filter names what there is not.",
        "筛选条件不存在"
    );
    public static readonly Problem ParameterUnknown = new(
        "parameter_unknown",
        400,
        "The address names a parameter that this call does not have.",
        "不支持的查询参数"
    );
    public static readonly Problem InvalidCursor = new(
        "invalid_cursor",
        400,
        "The cursor is not one that this list gave out.",
        "分页游标无效"
    );

    // Who calls.
    public static readonly Problem NotLoggedIn = new("not_logged_in", 401, "This call needs a log-in.", "请先登录");
    public static readonly Problem TokenExpired = new(
        "token_expired",
        401,
        "The access token has expired; use the refresh token.",
        "登录已过期，请重新登录"
    );
    public static readonly Problem RefreshTokenExpired = new(
        "refresh_token_expired",
        401,
        "The refresh token has expired; log in again.",
        "登录已过期，请重新登录"
    );
    public static readonly Problem TokenInvalid = new(
        "token_invalid",
        401,
        "The token is not one of ours, or was ended.",
        "登录凭证无效"
    );
    public static readonly Problem WrongCredentials = new(
        "wrong_credentials",
        401,
        "Login or password is wrong.",
        "账号或密码错误"
    );
    public static readonly Problem AccountDisabled = new(
        "account_disabled",
        401,
        "The account is disabled.",
        "账号已停用"
    );
    public static readonly Problem TooManyAttempts = new(
        "too_many_attempts",
        429,
        "Too many failed log-ins; wait as long as Retry-After says.",
        "登录失败次数过多，请稍后再试"
    );
    public static readonly Problem AccountNotFound = new(
        "account_not_found",
        404,
        "There is no such account.",
        "账号不存在"
    );
    public static readonly Problem JobNotFound = new("job_not_found", 404, "There is no such job.", "后台任务不存在");
    public static readonly Problem LastAdministrator = new(
        "last_administrator",
        409,
        "The last administrator stays one.",
        "至少保留一名可登录的管理员"
    );
    public static readonly Problem PasswordWrong = new(
        "password_wrong",
        422,
        "The current password is wrong.",
        "当前密码不正确"
    );
    public static readonly Problem PasswordUnfit = new(
        "password_unfit",
        422,
        "The new password is too short or too long, contains the login, is one of the last five, or is easily guessed.",
        "新密码不符合要求"
    );
    public static readonly Problem PasswordChangeRequired = new(
        "password_change_required",
        403,
        "The password was set by an administrator; choose another first.",
        "请先修改初始密码"
    );
    public static readonly Problem Forbidden = new("forbidden", 403, "The caller's role may not do this.", "没有权限");
    public static readonly Problem CrossSite = new(
        "cross_site_request",
        403,
        "A change with the session cookie must come from our own pages.",
        "拒绝跨站请求"
    );

    // What a record from the field says.
    public static readonly Problem FieldMissing = new(
        "field_missing",
        422,
        "A field that this call needs is missing.",
        "缺少必填项"
    );
    public static readonly Problem FieldInvalid = new(
        "field_invalid",
        422,
        "A field's value is out of bounds.",
        "填写的内容超出范围"
    );
    public static readonly Problem EndsBeforeStart = new(
        "ends_before_start",
        422,
        "The end is before the start.",
        "结束时间早于开始时间"
    );
    public static readonly Problem CoordSystemUnknown = new(
        "coord_system_unknown",
        422,
        "The position does not say its coordinate system: wgs84, gcj02 or bd09.",
        "坐标系未注明或不支持"
    );
    public static readonly Problem PositionInvalid = new(
        "position_invalid",
        422,
        "There is no such place on Earth.",
        "坐标无效"
    );
    public static readonly Problem PositionOutsideCity = new(
        "position_outside_city",
        422,
        "The position is more than 5 km outside the city.",
        "位置超出本市范围"
    );
    public static readonly Problem CategoryUnknown = new(
        "category_unknown",
        422,
        "There is no such category.",
        "类别不存在"
    );
    public static readonly Problem OrganisationUnknown = new(
        "organisation_unknown",
        422,
        "There is no such organisation.",
        "机构不存在"
    );
    public static readonly Problem OrganisationNotFound = new(
        "organisation_not_found",
        404,
        "There is no such organisation.",
        "机构不存在"
    );
    public static readonly Problem OrganisationInUse = new(
        "organisation_in_use",
        409,
        "Accounts, records or other organisations refer to the organisation.",
        "已有账号、记录或下级机构使用该机构"
    );
    public static readonly Problem TownUnknown = new("town_unknown", 422, "There is no such town.", "镇街不存在");
    public static readonly Problem OrganisationNotYours = new(
        "organisation_not_yours",
        403,
        "The account may not record for another organisation.",
        "不能代其他机构填报"
    );
    public static readonly Problem OutsideYourArea = new(
        "outside_your_area",
        403,
        "The record belongs to another organisation or town.",
        "不属于您的管辖范围"
    );
    public static readonly Problem AnswersInvalid = new(
        "answers_invalid",
        422,
        "answers is not an object that can be stored.",
        "表单内容无效"
    );

    // Forms and what is answered in them.
    public static readonly Problem FormNotFound = new(
        "form_not_found",
        404,
        "There is no such form, or not in this version.",
        "表单不存在"
    );
    public static readonly Problem FormInvalid = new(
        "form_invalid",
        422,
        "The form cannot be asked as it is written; errors says why.",
        "表单定义有误"
    );
    public static readonly Problem FormHasNoDraft = new(
        "form_has_no_draft",
        409,
        "The form has no draft.",
        "表单没有草稿"
    );
    public static readonly Problem FormVersionUnknown = new(
        "form_version_unknown",
        422,
        "The form was never published in this version.",
        "表单版本不存在"
    );
    public static readonly Problem FormNotOfCategory = new(
        "form_not_of_category",
        422,
        "The category never had this form.",
        "该类别未使用过此表单"
    );
    public static readonly Problem AnswerFieldUnknown = new(
        "answer_field_unknown",
        422,
        "The form has no such field.",
        "表单中没有该填写项"
    );
    public static readonly Problem AnswerMissing = new(
        "answer_missing",
        422,
        "A required question is not answered.",
        "必填项未填写"
    );
    public static readonly Problem AnswerKindWrong = new(
        "answer_kind_wrong",
        422,
        "An answer is not of the field's kind.",
        "填写内容的类型不正确"
    );
    public static readonly Problem AnswerOutOfBounds = new(
        "answer_out_of_bounds",
        422,
        "An answer is out of the field's bounds.",
        "填写内容超出允许范围"
    );
    public static readonly Problem AnswerChoiceUnknown = new(
        "answer_choice_unknown",
        422,
        "An answer is not one of the field's choices.",
        "没有该选项"
    );
    public static readonly Problem AnswerPhotoUndeclared = new(
        "answer_photo_undeclared",
        422,
        "An answer names a photo that photos does not declare.",
        "填写的照片未在照片列表中申报"
    );
    public static readonly Problem AnswerFacilityUnknown = new(
        "answer_facility_unknown",
        422,
        "An answer names a facility that there is not, or one of another type.",
        "填写的设施不存在"
    );

    /// <summary>What answers to a form are refused for, whoever sends them.</summary>
    public static IReadOnlyList<Problem> OfAnswers { get; } =
    [AnswersInvalid, AnswerFieldUnknown, AnswerMissing, AnswerKindWrong, AnswerOutOfBounds, AnswerChoiceUnknown];

    public static readonly Problem FormFieldInUse = new(
        "form_field_in_use",
        409,
        "Facilities have values of a field that the form would lose.",
        "有设施已填写该字段，表单不能去掉它"
    );

    // Categories and their limits.
    public static readonly Problem CategoryNotFound = new(
        "category_not_found",
        404,
        "There is no such category.",
        "类别不存在"
    );
    public static readonly Problem ConditionUnknown = new(
        "condition_unknown",
        422,
        "The case's category has no such filing condition.",
        "该类别没有此立案条件"
    );
    public static readonly Problem LimitUnreadable = new(
        "limit_unreadable",
        422,
        "A time limit is not an amount and a unit such as 2紧急工作时, 4小时, 5工作日, or is longer than a year.",
        "时限无法识别"
    );

    // Patrols.
    public static readonly Problem PatrolNotFound = new(
        "patrol_not_found",
        404,
        "No patrol of this UUID has arrived.",
        "巡查记录不存在"
    );
    public static readonly Problem PatrolKindUnknown = new(
        "patrol_kind_unknown",
        422,
        "There is no such kind of patrol.",
        "巡查类型不存在"
    );
    public static readonly Problem PatrolConflict = new(
        "patrol_conflict",
        409,
        "The patrol is stored with other facts.",
        "巡查记录内容冲突"
    );
    public static readonly Problem PatrolOfAnotherOfficer = new(
        "patrol_of_another_officer",
        409,
        "The patrol's UUID was used by another account.",
        "该巡查编号属于其他人员"
    );
    public static readonly Problem OfficerUnknown = new(
        "officer_unknown",
        422,
        "An officer who is to take part has no account.",
        "参与人员账号不存在"
    );
    public static readonly Problem TrackTooLong = new(
        "track_too_long",
        413,
        "More than 5,000 positions in one request.",
        "轨迹点过多，请分批上传"
    );

    // Reports.
    public static readonly Problem ReportNotFound = new(
        "report_not_found",
        404,
        "No report of this UUID has arrived.",
        "上报记录不存在"
    );
    public static readonly Problem ReportConflict = new(
        "report_conflict",
        409,
        "A report of this UUID is stored with other content.",
        "上报内容与已保存的不一致"
    );
    public static readonly Problem ChangeConflict = new(
        "change_conflict",
        409,
        "A correction or withdrawal of this UUID was made with other content.",
        "更正内容与已保存的不一致"
    );
    public static readonly Problem RecordWithdrawn = new(
        "record_withdrawn",
        409,
        "The record was withdrawn.",
        "记录已撤回"
    );
    public static readonly Problem RecordFiled = new(
        "record_filed",
        409,
        "The case of the record is filed; only a dispatcher corrects or withdraws it now.",
        "案卷已立案，请联系派遣员更正或撤回"
    );
    public static readonly Problem RecordNotCorrectable = new(
        "record_not_correctable",
        409,
        "A record of this kind is corrected in another way.",
        "该记录不能这样更正"
    );
    public static readonly Problem RecordOfAnother = new(
        "record_of_another",
        403,
        "The record was entered by somebody else.",
        "不是本人登记的记录"
    );
    public static readonly Problem ReportOfAnotherOfficer = new(
        "report_of_another_officer",
        409,
        "The report's UUID was used by another reporter.",
        "该上报编号属于其他人员"
    );
    public static readonly Problem OutcomeUnknown = new(
        "outcome_unknown",
        422,
        "The outcome is neither rectified_on_site nor transferred.",
        "处理结果无效"
    );
    public static readonly Problem PhotoInvalid = new(
        "photo_invalid",
        422,
        "A photo's declaration cannot be right.",
        "照片信息无效"
    );

    // Photos and their uploads.
    public static readonly Problem PhotoNotFound = new(
        "photo_not_found",
        404,
        "No photo of this SHA-256 has arrived.",
        "照片尚未上传"
    );
    public static readonly Problem PhotoHashMismatch = new(
        "photo_hash_mismatch",
        422,
        "The uploaded bytes do not have the announced SHA-256; the upload was discarded.",
        "照片校验失败，请重新上传"
    );
    public static readonly Problem PhotoTypeUnsupported = new(
        "photo_type_unsupported",
        422,
        "By its bytes the file is neither JPEG, PNG, WebP nor HEIC.",
        "不支持的照片格式"
    );
    public static readonly Problem PhotoUnreadable = new(
        "photo_unreadable",
        422,
        "The bytes begin like a photo and are none; the upload was discarded.",
        "照片文件已损坏，无法读取"
    );
    public static readonly Problem PhotoTooManyPixels = new(
        "photo_too_many_pixels",
        422,
        "The photo unfolds to more pixels than any phone takes; the upload was discarded.",
        "照片像素过大"
    );
    public static readonly Problem PhotoNotDisplayable = new(
        "photo_not_displayable",
        415,
        "The photo is kept, but cannot be shown.",
        "照片已保存，但无法显示"
    );
    public static readonly Problem UploadTooLarge = new(
        "upload_too_large",
        413,
        "A photo has at most 20 MB.",
        "照片不能超过 20 MB"
    );
    public static readonly Problem UploadLengthInvalid = new(
        "upload_length_invalid",
        400,
        "Upload-Length is missing or not a number of bytes.",
        "上传长度无效"
    );
    public static readonly Problem UploadMetadataInvalid = new(
        "upload_metadata_invalid",
        400,
        "Upload-Metadata lacks a readable sha256.",
        "上传元数据无效"
    );
    public static readonly Problem UploadNotFound = new(
        "upload_not_found",
        404,
        "There is no such upload; create it anew.",
        "上传任务不存在"
    );
    public static readonly Problem UploadOffsetConflict = new(
        "upload_offset_conflict",
        409,
        "Upload-Offset is not where the upload stands.",
        "上传位置不一致"
    );
    public static readonly Problem UploadBusy = new(
        "upload_busy",
        423,
        "Another request is writing to this upload.",
        "上传正在进行"
    );
    public static readonly Problem UploadChecksumMismatch = new(
        "upload_checksum_mismatch",
        460,
        "The chunk does not have the announced checksum; it was discarded.",
        "分片校验失败"
    );
    public static readonly Problem UploadChecksumUnsupported = new(
        "upload_checksum_unsupported",
        400,
        "Upload-Checksum names no algorithm that is taken here: sha1, sha256.",
        "不支持的校验算法"
    );
    public static readonly Problem TusVersionUnsupported = new(
        "tus_version_unsupported",
        412,
        "Tus-Resumable must be 1.0.0.",
        "上传协议版本不支持"
    );
    public static readonly Problem StorageFull = new(
        "storage_full",
        507,
        "There is no space left for photos.",
        "存储空间不足"
    );

    // Toilets and their codes.
    public static readonly Problem QrCodeForeign = new(
        "qr_code_foreign",
        404,
        "The code is not one of ours.",
        "不是本市设施的二维码"
    );
    public static readonly Problem QrCodeReplaced = new(
        "qr_code_replaced",
        410,
        "The code was replaced by a newer one.",
        "二维码已更换"
    );
    public static readonly Problem FeedbackNotFound = new(
        "feedback_not_found",
        404,
        "There is no feedback of this receipt.",
        "回执编号不存在"
    );
    public static readonly Problem FeedbackConflict = new(
        "feedback_conflict",
        409,
        "A feedback of this UUID is stored with other content.",
        "反馈内容与已保存的不一致"
    );
    public static readonly Problem FeedbackKindUnknown = new(
        "feedback_kind_unknown",
        422,
        "There is no such kind of feedback.",
        "反馈类型不存在"
    );
    public static readonly Problem PhoneInvalid = new(
        "phone_invalid",
        422,
        "The phone number cannot be right.",
        "电话号码无效"
    );
    public static readonly Problem FeedbackHasNoPhone = new(
        "feedback_has_no_phone",
        404,
        "No phone number is kept with this feedback.",
        "该反馈没有保存电话号码"
    );
    public static readonly Problem FeedbackNotDoubtful = new(
        "feedback_not_doubtful",
        409,
        "This feedback counts already.",
        "该反馈已计入评分"
    );
    public static readonly Problem PhoneKeyMissing = new(
        "phone_key_missing",
        503,
        "The key that phone numbers are sealed with is not here; an operator must put it back.",
        "电话号码密钥缺失，请联系管理员"
    );
    public static readonly Problem PhoneLooksUsedUp = new(
        "phone_looks_used_up",
        429,
        "This account has seen as many phone numbers today as it may.",
        "今日查看号码次数已用完"
    );
    public static readonly Problem FacilityNotFound = new(
        "facility_not_found",
        404,
        "There is no such facility.",
        "设施不存在"
    );
    public static readonly Problem FacilityTypeUnknown = new(
        "facility_type_unknown",
        422,
        "There is no such type of facility, or the facility is of another.",
        "设施类型不存在或不一致"
    );
    public static readonly Problem FacilityTypeNotFound = new(
        "facility_type_not_found",
        404,
        "There is no such type of facility.",
        "设施类型不存在"
    );
    public static readonly Problem FacilityTypeInUse = new(
        "facility_type_in_use",
        409,
        "There are facilities of the type, or a form asks for one.",
        "设施类型正在使用"
    );
    public static readonly Problem SubsystemNotFound = new(
        "subsystem_not_found",
        404,
        "There is no such subsystem.",
        "子系统不存在"
    );
    public static readonly Problem RoutineNotFound = new(
        "routine_not_found",
        404,
        "There is no such routine.",
        "周期检查不存在"
    );
    public static readonly Problem RoutineChangeTooEarly = new(
        "routine_change_too_early",
        422,
        "A routine changes from a day to come: what was due by now stays as it was.",
        "周期检查只能从以后的日期起变更"
    );
    public static readonly Problem RoutineRuleUnreadable = new(
        "routine_rule_unreadable",
        422,
        "The rule of a routine cannot be read.",
        "周期规则无法识别"
    );
    public static readonly Problem RoutineRuleNeverFires = new(
        "routine_rule_never_fires",
        422,
        "The rule of a routine has no day.",
        "周期规则没有任何一天"
    );
    public static readonly Problem RoutineRuleTooOften = new(
        "routine_rule_too_often",
        422,
        "The rule of a routine has several checks a day.",
        "周期规则一天多次，最多一天一次"
    );
    public static readonly Problem RoutineWithoutFacilities = new(
        "routine_without_facilities",
        422,
        "A routine is about no facility.",
        "周期检查没有对应的设施"
    );
    public static readonly Problem RoutineAnswerUnknown = new(
        "routine_answer_unknown",
        422,
        "A routine goes by an answer that its form does not ask.",
        "表单中没有该问题或选项"
    );
    public static readonly Problem FormInRoutine = new(
        "form_in_routine",
        409,
        "A routine goes by an answer that the form would lose.",
        "周期检查正在使用该问题或选项"
    );
    public static readonly Problem CheckNotFound = new(
        "check_not_found",
        404,
        "There is no such check.",
        "检查任务不存在"
    );
    public static readonly Problem CheckNotOpen = new(
        "check_not_open",
        409,
        "The check is not open: done, skipped, missed or not yet due.",
        "检查任务不在可办理时间，或已完成、跳过、漏检"
    );
    public static readonly Problem FacilityCodeUnfit = new(
        "facility_code_unfit",
        422,
        "The code of a new facility does not match its type's pattern.",
        "设施编码不符合该类型的编码规则"
    );
    public static readonly Problem FacilityShapeUnfit = new(
        "facility_shape_unfit",
        422,
        "A facility is a point, a line or an area as its type says.",
        "设施的图形（点、线、面）与类型不符"
    );
    public static readonly Problem FacilityOrganisationUnfit = new(
        "facility_organisation_unfit",
        422,
        "Facilities of the type are looked after by another kind of organisation.",
        "该类型设施不能由此类单位负责"
    );
    public static readonly Problem FacilityTypeHasNoCodes = new(
        "facility_type_has_no_codes",
        422,
        "Facilities of the type have no codes on plates.",
        "该类型设施不制发二维码"
    );
    public static readonly Problem FacilityHasNoPage = new(
        "facility_has_no_page",
        404,
        "The code is for those who work here; its type of facility has no public page.",
        "此二维码供工作人员使用"
    );
    public static readonly Problem ListUnreadable = new(
        "list_unreadable",
        422,
        "The list cannot be read as what it says it is.",
        "清单文件无法读取"
    );
    public static readonly Problem CodeRepeated = new(
        "code_repeated",
        422,
        "An earlier row of the list has this code.",
        "编码与前面的行重复"
    );
    public static readonly Problem FacilityCodeTaken = new(
        "facility_code_taken",
        409,
        "Another facility has this code.",
        "设施编码已被使用"
    );
    public static readonly Problem FacilityStale = new(
        "facility_stale",
        409,
        "Someone else changed the facility in between; read it again.",
        "设施已被他人修改，请刷新"
    );
    public static readonly Problem IfMatchMissing = new(
        "if_match_missing",
        428,
        "A change needs If-Match with the version that was seen.",
        "缺少 If-Match，请先读取最新版本"
    );
    public static readonly Problem GridCodeInvalid = new(
        "grid_code_invalid",
        422,
        "A grid code is 15 digits that begin with the town's nine, and one of the bureau's grids where there are any.",
        "单元网格编码无效"
    );
    public static readonly Problem ComponentCodeInvalid = new(
        "component_code_invalid",
        422,
        "A component's id is 17 digits (16 in GB/T 30428.2) that begin with the division's six.",
        "部件标识码无效"
    );
    public static readonly Problem ComponentCodeTaken = new(
        "component_code_taken",
        409,
        "Another facility has this component id.",
        "部件标识码已被使用"
    );
    public static readonly Problem PositionOutsideTown = new(
        "position_outside_town",
        422,
        "The position is more than 5 km from the town that it is said to be in.",
        "位置与所填镇街不符"
    );
    public static readonly Problem FacilityHasNoCode = new(
        "facility_has_no_code",
        404,
        "The facility has no valid code.",
        "设施没有有效的二维码"
    );

    // Sensors.
    public static readonly Problem SensorNotFound = new(
        "sensor_not_found",
        404,
        "There is no such sensor.",
        "监测终端不存在"
    );
    public static readonly Problem HealthSummaryNotFound = new(
        "health_summary_not_found",
        404,
        "The day has no summary of the sensors' health.",
        "该日没有设备健康汇总"
    );

    // Gateways.
    public static readonly Problem GatewayNotFound = new(
        "gateway_not_found",
        404,
        "There is no such gateway.",
        "网关不存在"
    );
    public static readonly Problem PayloadProfileNotFound = new(
        "payload_profile_not_found",
        404,
        "There is no such payload profile.",
        "报文解析模板不存在"
    );
    public static readonly Problem PayloadProfileInUse = new(
        "payload_profile_in_use",
        409,
        "Terminals are read by this payload profile.",
        "仍有终端使用此报文解析模板"
    );
    public static readonly Problem CommandNotFound = new(
        "command_not_found",
        404,
        "The gateway has no such command.",
        "没有这条指令"
    );
    public static readonly Problem CommandAcknowledged = new(
        "command_acknowledged",
        409,
        "The gateway has acknowledged the command already.",
        "网关已确认该指令"
    );
    public static readonly Problem RejectedMessageNotFound = new(
        "rejected_message_not_found",
        404,
        "There is no such rejected message.",
        "没有这条被拒消息"
    );
    public static readonly Problem AlreadyReplayed = new(
        "already_replayed",
        409,
        "The message was tried again and is stored.",
        "该消息已重放入库"
    );

    // Cases.
    public static readonly Problem CaseNotFound = new("case_not_found", 404, "There is no such case.", "案卷不存在");
    public static readonly Problem CaseActionUnknown = new(
        "case_action_unknown",
        404,
        "There is no such step.",
        "没有这个操作"
    );
    public static readonly Problem CaseStepNotAllowed = new(
        "case_step_not_allowed",
        409,
        "The step does not start from the case's status.",
        "当前状态不能进行此操作"
    );
    public static readonly Problem CaseStepForbidden = new(
        "case_step_forbidden",
        403,
        "The caller's role may not take this step.",
        "您的角色不能进行此操作"
    );
    public static readonly Problem CaseStepBySamePerson = new(
        "case_step_by_same_person",
        403,
        "Whoever did the work may not check it.",
        "不能核查自己处置的案卷"
    );
    public static readonly Problem CaseCheckerDrawn = new(
        "case_checker_drawn",
        403,
        "Somebody else was drawn to check the case.",
        "该案卷已随机抽定其他核查人"
    );
    public static readonly Problem CaseOfAnotherOrganisation = new(
        "case_of_another_organisation",
        403,
        "Another organisation is to put the case right.",
        "案卷由其他机构处置"
    );
    public static readonly Problem CaseStale = new(
        "case_stale",
        409,
        "Someone else took a step of the case in between; read it again.",
        "案卷已被他人更新，请刷新"
    );
    public static readonly Problem IfMatchInvalid = new(
        "if_match_invalid",
        400,
        "If-Match is not an ETag as the record's answer gave it.",
        "If-Match 无效"
    );
    public static readonly Problem CategoryUnfit = new(
        "category_unfit",
        422,
        "The category is a class of others, or of another kind than this needs.",
        "该类别不能用于此处"
    );
    public static readonly Problem CategoryRing = new(
        "category_ring",
        422,
        "The category would stand under itself.",
        "上级类别形成循环"
    );
    public static readonly Problem CaseStepsInvalid = new(
        "case_steps_invalid",
        422,
        "The graph of steps has an unknown part, or a case could be stuck in it.",
        "流程配置无效"
    );
    public static readonly Problem CaseStepConflict = new(
        "case_step_conflict",
        409,
        "A step of this UUID was taken with other content.",
        "操作内容与已保存的不一致"
    );
    public static readonly Problem FieldNotOfStep = new(
        "field_not_of_step",
        422,
        "The step has no use for a member that was sent.",
        "该操作不接受此字段"
    );
    public static readonly Problem OrganisationNotATown = new(
        "organisation_not_a_town",
        422,
        "A case is transferred to a town's office only.",
        "只能转给镇街的机构"
    );
    public static readonly Problem TownHasNoOffice = new(
        "town_has_no_office",
        422,
        "The case's town has no office that it could be transferred to.",
        "该镇街没有可转办的机构"
    );

    public static readonly Problem PolygonInvalid = new(
        "polygon_invalid",
        400,
        "The polygon is none, or crosses itself.",
        "多边形无效"
    );
    public static readonly Problem TooManyExports = new(
        "too_many_exports",
        429,
        "Too many exports are under way, of the account or on this node; try again when one has ended.",
        "导出任务过多，请稍后再试"
    );
    public static readonly Problem CaseMergeInvalid = new(
        "case_merge_invalid",
        409,
        "The cases cannot be merged: the same case, another category, or one that is over.",
        "案卷不能合并"
    );

    // Letters and penalties.
    public static readonly Problem LetterNotFound = new(
        "letter_not_found",
        404,
        "There is no such letter.",
        "函件不存在"
    );
    public static readonly Problem LetterKindUnknown = new(
        "letter_kind_unknown",
        422,
        "There is no such kind of letter.",
        "函件类型不存在"
    );
    public static readonly Problem LetterFinished = new(
        "letter_finished",
        409,
        "The letter was answered or withdrawn already.",
        "函件已答复或已撤回"
    );
    public static readonly Problem PenaltyKindUnknown = new(
        "penalty_kind_unknown",
        422,
        "There is no such kind of penalty.",
        "处罚种类不存在"
    );
    public static readonly Problem PenaltyNotFound = new(
        "penalty_not_found",
        404,
        "There is no such penalty.",
        "没有这条处罚记录"
    );
    public static readonly Problem PenaltyKnown = new(
        "penalty_known",
        409,
        "A decision of this number is recorded already.",
        "该处罚决定书已登记"
    );

    // Webhooks.
    public static readonly Problem WebhookNotFound = new(
        "webhook_not_found",
        404,
        "There is no such webhook or message.",
        "推送订阅不存在"
    );
    public static readonly Problem PhotoAddressInvalid = new(
        "photo_address_invalid",
        403,
        "The signed address of a photo was changed or has expired.",
        "照片地址无效或已过期"
    );
    public static readonly Problem WebhookUrlInvalid = new(
        "webhook_url_invalid",
        422,
        "A webhook's address is https and public, or in a network that the settings allow.",
        "推送地址无效"
    );

    // Channels of notices.
    public static readonly Problem ChannelNotFound = new(
        "channel_not_found",
        404,
        "There is no such channel or message.",
        "通知渠道或消息不存在"
    );
    public static readonly Problem ChannelDisabled = new(
        "channel_disabled",
        409,
        "The channel is disabled or deleted, and sends nothing.",
        "通知渠道已停用或已删除"
    );

    // The working calendar and the cases' clocks.
    public static readonly Problem WorkingHoursInvalid = new(
        "working_hours_invalid",
        422,
        "The periods are not stretches of a day that follow one another.",
        "工作时段无效"
    );
    public static readonly Problem ExtensionTooLate = new(
        "extension_too_late",
        409,
        "The deadline has passed; a lateness cannot be taken back by an extension.",
        "已超过时限，不能延期"
    );
    public static readonly Problem ExtensionUsedUp = new(
        "extension_used_up",
        409,
        "A case is extended twice at most.",
        "延期次数已用完"
    );
    public static readonly Problem SuspensionUsedUp = new(
        "suspension_used_up",
        409,
        "A case is suspended once at most.",
        "该案卷已挂账过一次"
    );
    public static readonly Problem AppealUsedUp = new(
        "appeal_used_up",
        409,
        "A lateness is appealed against once.",
        "该案卷已申诉过一次"
    );
    public static readonly Problem AppealNeedsLateness = new(
        "appeal_needs_lateness",
        409,
        "The case is not overdue, so there is nothing to appeal against.",
        "案卷未超期，不能申诉"
    );
    public static readonly Problem AppealNotPending = new(
        "appeal_not_pending",
        409,
        "No appeal waits for a decision.",
        "没有待审批的申诉"
    );

    // The map.
    public static readonly Problem TileLayerUnknown = new(
        "tile_layer_unknown",
        404,
        "There is no such layer of tiles.",
        "没有这个图层"
    );
    public static readonly Problem BaseMapUnknown = new(
        "base_map_unknown",
        404,
        "No base map of the settings has such a file.",
        "没有这个底图文件"
    );
    public static readonly Problem TileAddressInvalid = new(
        "tile_address_invalid",
        400,
        "There is no such tile.",
        "瓦片地址无效"
    );
    public static readonly Problem BoxInvalid = new("box_invalid", 400, "The box is not one of the Earth.", "范围无效");

    // Figures.
    public static readonly Problem PeriodReversed = new(
        "period_reversed",
        422,
        "The period ends before it begins.",
        "结束日期早于开始日期"
    );
    public static readonly Problem PeriodInFuture = new(
        "period_in_future",
        422,
        "The period has not begun yet.",
        "统计时段尚未开始"
    );
    public static readonly Problem MetricHasParts = new(
        "metric_has_parts",
        422,
        "The figure is made from others, whose records can be listed.",
        "该指标由其他指标计算得出，请查看其组成指标的明细"
    );
    public static readonly Problem MetricUnknown = new(
        "metric_unknown",
        422,
        "There is no such metric.",
        "没有这个指标"
    );
    public static readonly Problem DimensionUnknown = new(
        "cut_unknown",
        422,
        "Figures have no such dimension.",
        "不支持的分组方式"
    );
    public static readonly Problem SentenceSetNotFound = new(
        "line_set_not_found",
        404,
        "There is no such set of lines.",
        "没有这个通报语句集"
    );
    public static readonly Problem SentenceInvalid = new(
        "line_invalid",
        422,
        "A line of the set cannot be printed.",
        "通报语句有误"
    );
    public static readonly Problem MonthNotOver = new("month_not_over", 422, "The month is not over.", "该月尚未结束");

    // Ponding.
    public static readonly Problem SectionNotFound = new(
        "section_not_found",
        404,
        "There is no such section.",
        "路段不存在"
    );
    public static readonly Problem ThresholdsOutOfOrder = new(
        "thresholds_out_of_order",
        422,
        "The thresholds do not ascend as they must.",
        "阈值顺序不正确"
    );
    public static readonly Problem PondingEventNotFound = new(
        "ponding_event_not_found",
        404,
        "There is no such ponding event.",
        "积水事件不存在"
    );
    public static readonly Problem ReplayTooLong = new(
        "replay_too_long",
        422,
        "The replay has more pictures than are sent at once; take a shorter period or a longer step.",
        "回放时段过长，请缩短时段或加大步长"
    );
    public static readonly Problem AlarmNotFound = new("alarm_not_found", 404, "There is no such alarm.", "警报不存在");
    public static readonly Problem AlarmNotAcknowledged = new(
        "alarm_not_acknowledged",
        409,
        "The alarm has to be acknowledged first.",
        "请先确认警报"
    );
    public static readonly Problem AlarmFinished = new("alarm_finished", 409, "The alarm is finished.", "警报已解除");
    public static readonly Problem CircuitUnknown = new(
        "circuit_unknown",
        422,
        "There is no such lamp circuit or distribution box here.",
        "回路或配电箱不存在"
    );
    public static readonly Problem CircuitOfAnotherOrganisation = new(
        "circuit_of_another_organisation",
        403,
        "Another organisation is responsible for the circuit.",
        "回路由其他单位负责"
    );
    public static readonly Problem PowerRiskNotOver = new(
        "power_risk_not_over",
        409,
        "The readings do not show yet that the water has stayed off the lamps.",
        "水位未稳定降至安全线以下，不能恢复供电"
    );
    public static readonly Problem SensorsStillSpeak = new(
        "sensors_still_speak",
        409,
        "Sensors speak that have not shown yet that the water has stayed off the lamps.",
        "监测终端仍在上报，且未显示水位已稳定回落"
    );
    public static readonly Problem CircuitsStillOff = new(
        "circuits_still_off",
        409,
        "Circuits are still off.",
        "仍有回路未恢复供电"
    );

    // Bulletins.
    public static readonly Problem EvidenceMissing = new(
        "evidence_missing",
        422,
        "A finding against a contractor names the report or the case that shows it, or has a photo.",
        "对管养单位的扣分须有上报、案件或照片为证"
    );
    public static readonly Problem AssessmentNotFound = new(
        "assessment_not_found",
        404,
        "There is no such finding.",
        "没有这条考核记录"
    );
    public static readonly Problem ApprovalNotPending = new(
        "approval_not_pending",
        409,
        "This finding does not wait for approval.",
        "该记录不在待核准状态"
    );
    public static readonly Problem ApprovalOfOwn = new(
        "approval_of_own",
        403,
        "Who recorded or corrected a finding does not approve it.",
        "登记人、更正人不能核准本人的扣罚"
    );
    public static readonly Problem BulletinNotFound = new(
        "bulletin_not_found",
        404,
        "The month has no such bulletin.",
        "该月尚无通报"
    );
    public static readonly Problem BulletinContradictory = new(
        "bulletin_contradictory",
        409,
        "Numbers of the bulletin contradict each other; it is not issued.",
        "通报数据前后不一致，未予印发"
    );
    public static readonly Problem BulletinTemplateInvalid = new(
        "bulletin_template_invalid",
        409,
        "The bureau's Word template cannot be filled.",
        "通报模板无法套用"
    );
    public static readonly Problem BulletinIssued = new(
        "bulletin_issued",
        409,
        "The month's bulletin is issued; what stands on it stays.",
        "该月通报已印发，不能更改"
    );
    public static readonly Problem BulletinNumberTaken = new(
        "bulletin_number_taken",
        409,
        "Another month's bulletin has this number.",
        "该发文字号已用于其他月份的通报"
    );

    // The system.
    public static readonly Problem Conflict = new(
        "conflict",
        409,
        "The change contradicts what is stored.",
        "与已有数据冲突"
    );
    public static readonly Problem ConstraintViolated = new(
        "constraint_violated",
        409,
        "The change would break a rule of the database; nothing of it was stored.",
        "操作违反数据约束，未保存"
    );
    public static readonly Problem DatabaseUnavailable = new(
        "database_unavailable",
        503,
        "The database is away; nothing was stored, try again.",
        "数据库暂不可用，请稍后重试"
    );
    public static readonly Problem Internal = new(
        "internal_error",
        500,
        "Something broke on our side; it is logged.",
        "系统内部错误"
    );

    /// <summary>All of the above.</summary>
    public static IReadOnlyList<Problem> All { get; } =
    [
        .. typeof(Problems)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(Problem))
            .Select(field => (Problem)field.GetValue(null)!),
    ];
}
