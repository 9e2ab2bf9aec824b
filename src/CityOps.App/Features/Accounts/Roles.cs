using CityOps.App.Database;
using Microsoft.Extensions.Caching.Memory;

namespace CityOps.App.Features.Accounts;

/// <summary>The roles as a request needs them: at most <see cref="Sessions.Freshness"/> old, so that a change of
/// rights takes effect within seconds.</summary>
public sealed class Roles(CityOpsDb db, IMemoryCache cache)
{
    public Task<Role> OfAsync(Account account, CancellationToken ct) => OfAsync(account.Role, ct);

    /// <summary>A role by its code; one that was added a moment ago is read anew.</summary>
    public async Task<Role> OfAsync(string code, CancellationToken ct)
    {
        if (cache.Get<IReadOnlyDictionary<string, Role>>(typeof(Role))?.GetValueOrDefault(code) is { } known)
        {
            return known;
        }

        return cache.Set(typeof(Role), await Role.AllAsync(db, ct), Sessions.Freshness)[code];
    }
}
