using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Toilets.Phones;

/// <summary>
/// Seals the numbers that an earlier version stored in clear, and seals anew what is under a former key; in batches,
/// each whole or not at all. Safe to run twice and at once.
/// </summary>
public sealed class SealPhonesJob(NpgsqlDataSource database, PhoneKeyFile file)
{
    private const int Batch = 500;

    private sealed record ClearPhone(Guid FeedbackId, string Phone, byte[] ContentSha256);

    private sealed record FormerPhone(Guid Id, string PhoneKey, byte[] PhoneSealed);

    /// <returns>How many numbers it sealed; none without a key, which health says.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        if (file.Read() is not { Refusal: null, Value: var ring })
        {
            return 0;
        }

        var clear = await SealClearAsync(ring, ct);
        if (clear > 0)
        {
            // what was in clear stays on disk until its space is used again
            await using var vacuum = database.CreateCommand("vacuum phone_to_seal, feedback");
            vacuum.CommandTimeout = 0;
            await vacuum.ExecuteNonQueryAsync(ct);
        }

        return clear + await SealAnewAsync(ring, ct);
    }

    private async Task<int> SealClearAsync(PhoneRing ring, CancellationToken ct)
    {
        for (var done = 0; ; )
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            List<ClearPhone> found;
            await using (var claim = new NpgsqlCommand(Sql.Text("queries/citizens/clear_phones"), connection))
            {
                found = await claim.With("batch", Batch).ListAsync<ClearPhone>(ct);
            }

            if (found.Count == 0)
            {
                return done;
            }

            var phones = found.ConvertAll(row => ring.Seal(row.FeedbackId, row.Phone));
            await using (var write = new NpgsqlCommand(Sql.Text("queries/citizens/seal_clear_phones"), connection))
            {
                await write
                    .With("ids", found.Select(row => row.FeedbackId).ToArray())
                    .With("sealed", phones.Select(p => p.Sealed).ToArray())
                    .With("hashes", found.Select(row => ring.Hash(row.ContentSha256)).ToArray())
                    .With("key", ring.Current.Id)
                    .ExecuteNonQueryAsync(ct);
            }

            await transaction.CommitAsync(ct);
            done += found.Count;
        }
    }

    private async Task<int> SealAnewAsync(PhoneRing ring, CancellationToken ct)
    {
        var former = ring.Keys.SkipLast(1).Select(k => k.Id).ToArray();
        for (var (done, after) = (0, Guid.Empty); ; )
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            List<FormerPhone> found;
            await using (var claim = new NpgsqlCommand(Sql.Text("queries/citizens/former_phones"), connection))
            {
                found = await claim
                    .With("former", former)
                    .With("after", after)
                    .With("batch", Batch)
                    .ListAsync<FormerPhone>(ct);
            }

            if (found.Count == 0)
            {
                return done;
            }

            after = found[^1].Id;
            var opened = found
                .Select(row => (row.Id, Digits: ring.Open(row.Id, new(row.PhoneKey, row.PhoneSealed))))
                .Where(row => row.Digits is not null)
                .Select(row => (row.Id, ring.Seal(row.Id, row.Digits!).Sealed))
                .ToList();
            await using (var write = new NpgsqlCommand(Sql.Text("queries/citizens/seal_phones_anew"), connection))
            {
                done += await write
                    .With("ids", opened.Select(row => row.Id).ToArray())
                    .With("sealed", opened.Select(row => row.Sealed).ToArray())
                    .With("key", ring.Current.Id)
                    .ExecuteNonQueryAsync(ct);
            }

            await transaction.CommitAsync(ct);
        }
    }
}
