using CityOps.App.Tables;

namespace CityOps.App.Features.Accounts.Import;

/// <summary>An account as a list has it. Null means that the list does not say.</summary>
/// <param name="Role">A code or a name; so are <paramref name="Organisation"/> and <paramref name="Town"/>.</param>
internal sealed record ListedAccount(
    string Login,
    string? Name,
    string? Role,
    string? Organisation,
    string? Town,
    bool? Disabled
);

/// <summary>A bureau's list of people in whatever file it keeps it.</summary>
internal static class AccountList
{
    private static readonly ListShape Shape = new(
        [
            new("login", "账号", "账号", "帐号", "登录名", "用户名", "账户", "username", "account") { IsCode = true },
            new("name", "姓名", "姓名", "名称", "人员姓名"),
            new("role", "角色", "角色", "岗位", "用户角色"),
            new("organisation", "单位", "单位", "所属单位", "机构", "所属机构", "部门", "单位代码", "机构代码", "org"),
            new("town", "镇街", "镇街", "所属镇街", "镇街代码"),
            new("disabled", "停用", "停用", "是否停用", "状态"),
        ],
        [
            ["login"],
            ["role", "name"],
        ]
    );

    public static RowList<ListedAccount> Read(string path, ListOptions options) =>
        RowList<ListedAccount>.Read(path, Shape, options, "login", (cells, _) =>
            new(
                cells.Needed("login").ToLowerInvariant(),
                cells.Text("name"),
                cells.Text("role"),
                cells.Text("organisation"),
                cells.Text("town"),
                cells.IsSo("disabled")
            )
        );
}
