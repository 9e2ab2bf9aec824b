using CityOps.App.Database;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Statistics.Sentences;

/// <summary>The sets of sentences as they are stored.</summary>
public static class SentenceSets
{
    public static async Task<IReadOnlyList<SentenceSet>> ReadAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Sql.Text("queries/statistics/lines"));
        var rows = await command.ListAsync<Row>(ct);
        return
        [
            .. rows.GroupBy(row => (row.Set, row.Name))
                .Select(set => new SentenceSet(
                    set.Key.Set,
                    set.Key.Name,
                    [.. set.Select(row => row.Line).OfType<NoticeSentence>()]
                )),
        ];
    }

    private sealed record Row(string Set, string Name, NoticeSentence? Line);

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
        await using var connection = await database.OpenActingAsync(ct);
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
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
                """
                insert into line_set (code, name, changed_at, changed_by) values (@code, @name, @now, @by)
                on conflict (code) do update
                set name = excluded.name, changed_at = excluded.changed_at, changed_by = excluded.changed_by
                """
            ).With("code", set.Code).With("name", set.Name).With("now", now).With("by", by));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("delete from line where set_code = @set").With("set", set.Code));
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
        command
            .With("organisations", set.Lines.Select(line => line.Org).OfType<string>().ToArray())
            .With("towns", set.Lines.Select(line => line.Town).OfType<string>().ToArray())
            .With("categories", set.Lines.Select(line => line.Category).OfType<string>().ToArray());
        return await command.FindAsync<Unknown>(ct) is var (field, code)
            ? Problems.SentenceInvalid.Refuse(
                $"There is no {field} {InputText.Clean(code)}, which a line counts.",
                ("field", field)
            )
            : null;
    }

    private sealed record Unknown(string Field, string Code);

    private const int MaxLines = 500;
    private const int MaxTextLength = 1000;

    /// <summary>What JSON may hold in spite of the types: nothing where something has to be, and too much.</summary>
    private static Refusal? CheckForm(SentenceSet set)
    {
        if (set.Lines.Count > MaxLines)
        {
            return Problems.SentenceInvalid.Refuse($"A set has at most {MaxLines} lines.");
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

            if (line.Code.Length > 100 || line.Text.Length > MaxTextLength || line.Unit?.Length > 20)
            {
                return Problems.SentenceInvalid.Refuse(
                    $"Line {i} of the set is too long: a code has 100 characters at most, a text {MaxTextLength}, a unit 20."
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
        return new NpgsqlBatchCommand(Sql.Text("queries/statistics/insert_line"))
            .With("set", set)
            .With("code", line.Code)
            .With("ordinal", ordinal)
            .With("metric", line.Metric)
            .With("org", line.Org)
            .With("town", line.Town)
            .With("category", line.Category)
            .With("from", line.From)
            .With("to", line.To)
            .With("unit", line.Unit)
            .With("text", line.Text)
            .With("print", line.Print.ToString().ToLowerInvariant())
            .With("round_to", line.RoundTo);
    }
}
