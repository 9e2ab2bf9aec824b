using System.Reflection;

namespace CityOps.App.Http;

/// <summary>Every problem that the API answers with, by subject. docs/problems.md is this table in words.</summary>
public static class Problems
{
    // The call itself.
    public static readonly Problem NotFound = new("not_found", 404, "There is nothing at this address.", "没有找到");
    public static readonly Problem MethodNotAllowed = new("method_not_allowed", 405, "This address does not take this method.", "不支持的请求方法");
    public static readonly Problem MalformedJson = new("malformed_json", 400, "The body is not the JSON that this call takes.", "请求内容不是有效的 JSON");
    public static readonly Problem InvalidRequest = new("invalid_request", 400, "A value of the request cannot be read.", "请求参数无效");
    public static readonly Problem UnsupportedMediaType = new("unsupported_media_type", 415, "The body's media type is not taken here.", "不支持的内容类型");
    public static readonly Problem BodyTooLarge = new("body_too_large", 413, "The body is larger than this call takes.", "请求内容过大");
    public static readonly Problem TooManyRequests = new("too_many_requests", 429, "Too many calls; try again later.", "请求过于频繁，请稍后再试");
    public static readonly Problem InvalidCursor = new("invalid_cursor", 400, "The cursor is not one that this list gave out.", "分页游标无效");

    // Who calls.
    public static readonly Problem NotLoggedIn = new("not_logged_in", 401, "This call needs a log-in.", "请先登录");
    public static readonly Problem TokenExpired = new("token_expired", 401, "The access token has expired; use the refresh token.", "登录已过期，请重新登录");
    public static readonly Problem TokenInvalid = new("token_invalid", 401, "The token is not one of ours, or was ended.", "登录凭证无效");
    public static readonly Problem WrongCredentials = new("wrong_credentials", 401, "Login or password is wrong.", "账号或密码错误");
    public static readonly Problem AccountDisabled = new("account_disabled", 401, "The account is disabled.", "账号已停用");
    public static readonly Problem TooManyAttempts = new("too_many_attempts", 429, "Too many failed log-ins; wait a minute.", "登录失败次数过多，请稍后再试");
    public static readonly Problem Forbidden = new("forbidden", 403, "The caller's role may not do this.", "没有权限");
    public static readonly Problem CrossSite = new("cross_site_request", 403, "A change with the session cookie must come from our own pages.", "拒绝跨站请求");

    // The system.
    public static readonly Problem Conflict = new("conflict", 409, "The change contradicts what is stored.", "与已有数据冲突");
    public static readonly Problem DatabaseUnavailable = new("database_unavailable", 503, "The database is away; nothing was stored, try again.", "数据库暂不可用，请稍后重试");
    public static readonly Problem Internal = new("internal_error", 500, "Something broke on our side; it is logged.", "系统内部错误");

    /// <summary>All of the above.</summary>
    public static IReadOnlyList<Problem> All { get; } =
        [.. typeof(Problems).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(Problem))
            .Select(field => (Problem)field.GetValue(null)!)];
}
