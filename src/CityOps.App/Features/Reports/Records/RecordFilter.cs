using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace CityOps.App.Features.Reports.Records;

/// <summary>Which records are asked for. Lists of values are separated by commas.</summary>
public sealed class RecordFilter
{
    /// <summary>The code of the form that was filled in.</summary>
    [FromQuery(Name = "form")]
    public string? Form { get; init; }

    /// <summary>Those of one version alone.</summary>
    [FromQuery(Name = "version")]
    public int? Version { get; init; }

    /// <summary>The first day, Asia/Shanghai: seen, or handled.</summary>
    [FromQuery(Name = "from")]
    public DateOnly? From { get; init; }

    /// <summary>The last day, Asia/Shanghai.</summary>
    [FromQuery(Name = "to")]
    public DateOnly? To { get; init; }

    [FromQuery(Name = "town")]
    public string? Town { get; init; }

    [FromQuery(Name = "org")]
    public string? Organisation { get; init; }

    [FromQuery(Name = "category")]
    public string? Category { get; init; }

    /// <summary>By what was answered, as often as wanted, all of which holds: <c>field:value</c>; see <see
    /// cref="AnswerTest"/>.</summary>
    [FromQuery(Name = "answer")]
    public string[]? Answers { get; init; }

    /// <summary>Which records these are; refused where a value is none that there can be.</summary>
    internal async Task<Result<WantedRecords>> CheckAsync(CityOpsDb db, CancellationToken ct)
    {
        if (InputText.Clean(Form) is not { } form)
        {
            return Problems.FieldMissing.Refuse("form is the code of the form that was filled in.", ("field", "form"));
        }

        if (await RecordColumns.ReadAsync(db, form, ct) is not { } columns)
        {
            return Problems.FormNotFound.Refuse($"No version of form {form} is published.");
        }

        if (
            (
                await KnownTowns.RefuseAsync(db, InputText.List(Town), ct)
                ?? await KnownOrganisations.RefuseAsync(db, InputText.List(Organisation), ct)
                ?? await KnownCategories.RefuseAsync(db, InputText.List(Category), ct)
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        var tests = new List<AnswerTest>();
        foreach (var asked in Answers ?? [])
        {
            var (test, unfit) = AnswerTest.Read(asked, columns.All);
            if (test is null)
            {
                return unfit!;
            }

            tests.Add(test);
        }

        return new WantedRecords(this, columns, tests);
    }
}

/// <summary>Records of a form, by a filter that was checked.</summary>
internal sealed record WantedRecords(RecordFilter Filter, RecordColumns Columns, IReadOnlyList<AnswerTest> Tests)
{
    /// <summary>The parameters of sql/queries/reports/records.sql.</summary>
    /// <param name="after">The last of the page before; null on the first page.</param>
    /// <param name="size">All when null.</param>
    public NpgsqlParameter[] ToParameters(Caller caller, (DateTimeOffset At, Guid Id)? after, int? size) =>
        [
            .. Scope.Of(caller).Parameters(),
            Parameters.Of("account", caller.AccountId),
            Parameters.Of("form", Columns.Latest.FormCode),
            Parameters.Of("version", Filter.Version),
            Parameters.Of("since", Filter.From is { } from ? CityTime.Start(from) : (DateTimeOffset?)null),
            Parameters.Of(
                "before",
                Filter.To is { } to && to < DateOnly.MaxValue ? CityTime.Start(to.AddDays(1)) : (DateTimeOffset?)null
            ),
            Parameters.Of("towns", InputText.List(Filter.Town)),
            Parameters.Of("organisations", InputText.List(Filter.Organisation)),
            Parameters.Of("categories", InputText.List(Filter.Category)),
            Parameters.Of("tests", AnswerTest.Stored(Tests)),
            Parameters.Of("after_at", after?.At),
            Parameters.Of("after_id", after?.Id),
            Parameters.Of("size", size),
        ];
}
