using CityOps.App.Database;
using CityOps.App.Http;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Statistics.Sentences;

/// <summary>The sets of sentences as they are stored.</summary>
public static class SentenceSets
{
    public static async Task<IReadOnlyList<SentenceSet>> ReadAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Sql.Text("queries/statistics/lines"));
        await using var reader = await command.ExecuteReaderAsync(ct);
        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        var rows = new List<(string Code, string Name, NoticeSentence? Line)>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(
                (
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.IsDBNull(2)
                        ? null
                        : new NoticeSentence(
                            reader.GetString(2),
                            reader.GetString(3),
                            Text(4),
                            Text(5),
                            Text(6),
                            reader.GetFieldValue<DateOnly>(7),
                            reader.IsDBNull(8) ? null : reader.GetFieldValue<DateOnly>(8),
                            Text(9),
                            reader.GetString(10),
                            Enum.Parse<PrintAs>(reader.GetString(11), ignoreCase: true),
                            reader.GetDecimal(12)
                        )
                )
            );
        }

        return
        [
            .. rows.GroupBy(row => (row.Code, row.Name))
                .Select(set => new SentenceSet(
                    set.Key.Code,
                    set.Key.Name,
                    [.. set.Select(row => row.Line).OfType<NoticeSentence>()]
                )),
        ];
    }

    /// <summary>The set of this code, or a refusal that names the near ones.</summary>
    public static async Task<Result<SentenceSet>> FindAsync(
        NpgsqlDataSource database,
        string code,
        CancellationToken ct
    )
    {
        var sets = await ReadAsync(database, ct);
        return sets.FirstOrDefault(set => set.Code == code) is { } found
            ? found
            : Problems.SentenceSetNotFound.Refuse(
                $"There is no set of lines {InputText.Clean(code)}.{NearNames.Hint(code, sets.Select(set => set.Code))}",
                ("allowed", sets.Select(set => set.Code))
            );
    }

    /// <summary>Stores a set in place of the one of its code, if there is one.</summary>
    /// <returns>Why it was refused; null when it was stored.</returns>
    public static async Task<Refusal?> PutAsync(
        NpgsqlDataSource database,
        SentenceSet set,
        Guid? by,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        if (Check(set, await Metrics.ReadAsync(connection, ct)) is { } refusal)
        {
            return refusal;
        }

        if (await UnknownFilterAsync(connection, set, ct) is { } nowhere)
        {
            return nowhere;
        }

        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(
            new(
                "insert into line_set (code, name, changed_at, changed_by) values ($1, $2, $3, $4)"
                    + " on conflict (code) do update set name = excluded.name, changed_at = excluded.changed_at, changed_by = excluded.changed_by"
            )
            {
                Parameters =
                {
                    new() { Value = set.Code },
                    new() { Value = set.Name },
                    new() { Value = now.ToUniversalTime() },
                    new() { Value = (object?)by ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                },
            }
        );
        batch.BatchCommands.Add(
            new("delete from line where set_code = $1") { Parameters = { new() { Value = set.Code } } }
        );
        foreach (var (line, ordinal) in set.Lines.Select((line, i) => (line, i + 1)))
        {
            batch.BatchCommands.Add(Insert(set.Code, line, ordinal));
        }

        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return null;
    }

    /// <summary>The first organisation, town or category of the lines that is not there.</summary>
    private static async Task<Refusal?> UnknownFilterAsync(
        NpgsqlConnection connection,
        SentenceSet set,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Sql.Text("queries/statistics/unknown_line_filters"), connection);
        command.Parameters.AddWithValue(set.Lines.Select(line => line.Org).OfType<string>().ToArray());
        command.Parameters.AddWithValue(set.Lines.Select(line => line.Town).OfType<string>().ToArray());
        command.Parameters.AddWithValue(set.Lines.Select(line => line.Category).OfType<string>().ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? Problems.SentenceInvalid.Refuse(
                $"There is no {reader.GetString(0)} {InputText.Clean(reader.GetString(1))}, which a line counts.",
                ("field", reader.GetString(0))
            )
            : null;
    }

    private const int MostLines = 500;
    private const int LongestText = 1000;

    /// <summary>What JSON may hold in spite of the types: nothing where something has to be, and too much.</summary>
    private static Refusal? CheckForm(SentenceSet set)
    {
        if (set.Lines.Count > MostLines)
        {
            return Problems.SentenceInvalid.Refuse($"A set has at most {MostLines} lines.");
        }

        foreach (var (line, i) in set.Lines.Select((line, i) => ((NoticeSentence?)line, i + 1)))
        {
            if (
                line is null
                || string.IsNullOrWhiteSpace(line.Code)
                || string.IsNullOrWhiteSpace(line.Metric)
                || string.IsNullOrWhiteSpace(line.Text)
            )
            {
                return Problems.SentenceInvalid.Refuse($"Line {i} of the set lacks its code, metric or text.");
            }

            if (line.Code.Length > 100 || line.Text.Length > LongestText || line.Unit?.Length > 20)
            {
                return Problems.SentenceInvalid.Refuse(
                    $"Line {i} of the set is too long: a code has 100 characters at most, a text {LongestText}, a unit 20."
                );
            }
        }

        return null;
    }

    private static Refusal? Check(SentenceSet set, Metrics metrics)
    {
        if (CheckForm(set) is { } malformed)
        {
            return malformed;
        }

        var codes = set.Lines.Select(line => line.Code).ToHashSet();
        if (codes.Count < set.Lines.Count)
        {
            return Problems.SentenceInvalid.Refuse("Two lines have one code.");
        }

        foreach (var line in set.Lines)
        {
            if (metrics.Find(line.Metric).Refusal is { } unknown)
            {
                return unknown;
            }

            if (
                line.Places.FirstOrDefault(place => place != NoticeSentence.Own && !codes.Contains(place)) is
                { } nowhere
            )
            {
                return Problems.SentenceInvalid.Refuse(
                    $"The text of {line.Code} has a place {{{nowhere}}}, which is no line of the set.{NearNames.Hint(nowhere, codes)}"
                );
            }

            if (line.To < line.From)
            {
                return Problems.PeriodReversed.Refuse($"The period of {line.Code} ends before it begins.");
            }

            if (line.RoundTo <= 0)
            {
                return Problems.SentenceInvalid.Refuse(
                    $"{line.Code} is to be rounded to {line.RoundTo}; that has to be more than nothing."
                );
            }
        }

        return null;
    }

    private static NpgsqlBatchCommand Insert(string set, NoticeSentence line, int ordinal)
    {
        static NpgsqlParameter Text(string? text) =>
            new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
        return new(Sql.Text("queries/statistics/insert_line"))
        {
            Parameters =
            {
                Text(set),
                Text(line.Code),
                new() { Value = ordinal },
                Text(line.Metric),
                Text(line.Org),
                Text(line.Town),
                Text(line.Category),
                new() { Value = line.From },
                new() { Value = (object?)line.To ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date },
                Text(line.Unit),
                Text(line.Text),
                Text(line.Print.ToString().ToLowerInvariant()),
                new() { Value = line.RoundTo },
            },
        };
    }
}
