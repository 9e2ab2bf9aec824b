using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Npgsql;

namespace CityOps.App.Features.Statistics.Sentences;

/// <summary>Sets of a notice's sentences: read by everybody of the bureau, changed by those who answer for the
/// bulletin.</summary>
public static partial class SentencesApi
{
    public static void MapSentences(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/line-sets").WithTags("statistics");
        api.MapGet("", SentenceSets.ReadAsync)
            .Allow("lines.read")
            .Produces<IReadOnlyList<SentenceSet>>()
            .WithSummary("The sets of sentences");
        api.MapGet("/{code}", OneAsync)
            .Refuses(Problems.SentenceSetNotFound)
            .Allow("lines.read")
            .Produces<SentenceSet>()
            .WithSummary("A set with its sentences");
        api.MapGet("/{code}/figures", WrittenAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.PeriodReversed,
                Problems.PeriodInFuture,
                Problems.MetricUnknown,
                Problems.SentenceSetNotFound
            )
            .Allow("lines.fill")
            .Produces<IReadOnlyList<WrittenSentence>>()
            .WithSummary("The sentences with their numbers: ?from&to instead of each sentence's own period");
        api.MapPut("/{code}", PutAsync)
            .Refuses(
                Problems.FieldInvalid,
                Problems.FieldMissing,
                Problems.OutsideYourArea,
                Problems.PeriodReversed,
                Problems.MetricUnknown,
                Problems.SentenceInvalid
            )
            .Allow("lines.change")
            .Produces<SentenceSet>()
            .WithSummary("Stores a set: its name and its lines in order");
    }

    // as the constraint line_set_code_is_a_name; \z, since $ would let a line break pass
    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,62}\z")]
    private static partial Regex CodeForm();

    /// <summary>A set as it is sent; its code is in the address.</summary>
    public sealed record SentenceSetBody(string? Name, IReadOnlyList<NoticeSentence>? Lines);

    private static async Task<IResult> OneAsync(string code, NpgsqlDataSource database, CancellationToken ct)
    {
        var (set, refusal) = await SentenceSets.FindAsync(database, code, ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(set);
    }

    private static async Task<IResult> WrittenAsync(
        string code,
        Caller caller,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct,
        string? from = null,
        string? to = null
    )
    {
        var (set, unknown) = await SentenceSets.FindAsync(database, code, ct);
        if (set is null)
        {
            return unknown!.Answer();
        }

        var today = CityTime.Day(time.GetUtcNow());
        var (period, badPeriod) = from is null && to is null ? default : Period.Read(from, to, today);
        if (badPeriod is not null)
        {
            return badPeriod.Answer();
        }

        var (lines, refusal) = await WriteSentences.RunAsync(
            database,
            set,
            period,
            new(caller.VisibleOrganisation, caller.VisibleTown),
            today,
            ct
        );
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(lines);
    }

    private static async Task<IResult> PutAsync(
        string code,
        SentenceSetBody body,
        Caller caller,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (caller.VisibleOrganisation is not null || caller.VisibleTown is not null)
        {
            return Problems
                .OutsideYourArea.Refuse("Sets of lines are the whole city's; your account sees a part of it.")
                .Answer();
        }

        if (!CodeForm().IsMatch(code))
        {
            return Problems
                .FieldInvalid.Refuse(
                    "A set's code is a lower-case letter and up to 62 letters, digits and underscores.",
                    ("field", "code")
                )
                .Answer();
        }

        if (InputText.Clean(body.Name) is not { } name || body.Lines is null)
        {
            return Problems
                .FieldMissing.Refuse("A set has a name and lines.", ("field", body.Lines is null ? "lines" : "name"))
                .Answer();
        }

        var set = new SentenceSet(code, name, body.Lines);
        return (await SentenceSets.PutAsync(database, set, caller.AccountId, time.GetUtcNow(), ct))?.Answer()
            ?? (IResult)TypedResults.Ok(set);
    }
}
