using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Toilets;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Demo.Notice;

/// <summary>Opens the cases of the year's records in the order of their receipt, by the rules of <see cref="Case"/>,
/// and works them.</summary>
internal sealed class WorkCases(
    IReadOnlyDictionary<string, Category> categories,
    IReadOnlyDictionary<string, string?> feedbackKinds,
    IReadOnlyDictionary<string, string> townOffices,
    IReadOnlyDictionary<Guid, Facility> toilets,
    CaseCourse course,
    DateTimeOffset now
)
{
    private readonly Dictionary<int, int> _last = [];

    /// <summary>The last number given out, by year.</summary>
    public IReadOnlyDictionary<int, int> LastNumbers => _last;

    public static async Task<WorkCases> OverAsync(
        CityOpsDb db,
        IEnumerable<Facility> toilets,
        CaseCourse course,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        new(
            await db.Categories.AsNoTracking().ToDictionaryAsync(c => c.Code, ct),
            await db
                .FeedbackKinds.AsNoTracking()
                .Where(kind => kind.FacilityType == Facility.Toilet)
                .ToDictionaryAsync(kind => kind.Code, kind => kind.CategoryCode, ct),
            await db
                .Organisations.AsNoTracking()
                .Where(o => o.Kind == OrganisationKinds.Town && o.TownCode != null)
                .ToDictionaryAsync(o => o.TownCode!, o => o.Code, ct),
            toilets.ToDictionary(toilet => toilet.Id),
            course,
            now
        );

    public void Run(FieldWork work)
    {
        var records = work
            .Reports.Select(made => (At: made.Report.ReceivedAt, Open: (Func<Case?>)(() => ForReport(made))))
            .Concat(
                work.Feedback.Select(feedback =>
                    (At: feedback.ReceivedAt, Open: (Func<Case?>)(() => ForFeedback(feedback)))
                )
            )
            .OrderBy(record => record.At);
        work.Cases.AddRange(records.Select(record => record.Open()).OfType<Case>());
    }

    private Case ForReport(MadeReport made)
    {
        var report = made.Report;
        var opened = Case.Open(
            new CaseOpening(
                "report",
                report.Id,
                report.CategoryCode,
                categories[report.CategoryCode].OrganisationCode ?? report.OrganisationCode,
                report.TownCode,
                report.Position,
                report.Description,
                made.FacilityId,
                report.Outcome,
                report.Outcome == "transferred" ? townOffices.GetValueOrDefault(report.TownCode) : null,
                report.OfficerId,
                report.ObservedAt,
                report.OrganisationCode
            ),
            Number(report.ReceivedAt),
            report.ReceivedAt
        );
        report.CaseId = opened.Id;
        if (made.Fate == Fate.Any)
        {
            course.RunToAnEnd(opened, isCounted: true, now);
        }
        else
        {
            course.RunToTheClose(opened, now);
        }

        return opened;
    }

    private Case? ForFeedback(Feedback feedback)
    {
        if (feedbackKinds[feedback.Kind] is not { } category)
        {
            return null;
        }

        var toilet = toilets[feedback.FacilityId];
        var opened = Case.Open(
            new CaseOpening(
                "feedback",
                feedback.Id,
                category,
                toilet.OrganisationCode!,
                toilet.TownCode!,
                toilet.Position,
                feedback.Words,
                toilet.Id,
                DeviceAt: feedback.ObservedAt
            ),
            Number(feedback.ReceivedAt),
            feedback.ReceivedAt
        );
        feedback.CaseId = opened.Id;
        course.RunToAnEnd(opened, isCounted: false, now);
        return opened;
    }

    // As sql/functions/next_case_number.sql gives them, all at once.
    private string Number(DateTimeOffset at)
    {
        var year = CityTime.Day(at).Year;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"中城案〔{year}〕{_last[year] = _last.GetValueOrDefault(year) + 1:000000}"
        );
    }
}
