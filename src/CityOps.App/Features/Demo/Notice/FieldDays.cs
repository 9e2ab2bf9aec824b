using System.Text.Json.Nodes;
using CityOps.App.Database;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Patrols;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Submissions;

namespace CityOps.App.Features.Demo.Notice;

/// <summary>Who is out, when and where; makes patrols and reports as phones would have sent them, the same for the same
/// seed.</summary>
internal sealed class FieldDays(DemoPlaces places, IReadOnlyDictionary<string, Guid> accounts, Random random)
{
    /// <summary>Half past eight in the morning to half past five, in minutes of the day.</summary>
    private const int OpensMinute = 8 * 60 + 30;
    private const int ClosesMinute = 17 * 60 + 30;

    public Random Random => random;

    public IReadOnlyList<Town> Towns => places.Towns;

    public Town AnyTown() => places.AnyTown();

    public Town TownOf(string code) => places.Towns.Single(town => town.Code == code);

    /// <summary>An hour of work on a day from the first to the last, both included; one in eight at a
    /// weekend.</summary>
    public DateTimeOffset Hour(DateOnly first, DateOnly last)
    {
        DateOnly day;
        do
        {
            day = first.AddDays(random.Next(last.DayNumber - first.DayNumber + 1));
        } while (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && random.Next(3) > 0);
        return HourOf(day);
    }

    public DateTimeOffset HourOf(DateOnly day) =>
        CityTime.Start(day).AddSeconds(60 * OpensMinute + random.Next(60 * (ClosesMinute - OpensMinute - 90)));

    public Patrol Patrol(
        string kind,
        string category,
        string organisation,
        string login,
        Town town,
        DateTimeOffset startedAt,
        int persons,
        int vehicles
    )
    {
        var endedAt = startedAt.AddMinutes(50 + random.Next(40));
        return new Patrol
        {
            Id = DemoIds.Next(startedAt, random),
            Kind = kind,
            CategoryCode = category,
            OrganisationCode = organisation,
            TownCode = town.Code,
            OfficerId = accounts[login],
            StartedAt = startedAt,
            EndedAt = endedAt,
            Persons = persons,
            Vehicles = vehicles,
            ReceivedAt = endedAt.AddSeconds(5 + random.Next(300)),
        };
    }

    /// <summary>A report made in the course of a patrol.</summary>
    public Report During(
        Patrol patrol,
        string category,
        string? outcome,
        JsonObject? answers = null,
        string? form = null
    ) =>
        Report(
            category,
            patrol.OrganisationCode,
            patrol.OfficerId,
            TownOf(patrol.TownCode!),
            patrol.StartedAt.AddSeconds(random.Next((int)(patrol.EndedAt!.Value - patrol.StartedAt).TotalSeconds)),
            outcome,
            patrol.Id,
            answers,
            form
        );

    /// <summary>A report of a day's work, under no patrol.</summary>
    public Report Of(
        string category,
        string organisation,
        string login,
        Town town,
        DateTimeOffset at,
        string? outcome,
        JsonObject? answers = null,
        string? form = null
    ) => Report(category, organisation, accounts[login], town, at, outcome, null, answers, form);

    /// <summary>A report that came from a citizen.</summary>
    public Report FromCitizen(string category, string organisation, Town town, DateTimeOffset at) =>
        Report(category, organisation, null, town, at, null, null, null, null);

    /// <summary>A report's quantities, by their measures' codes.</summary>
    public static IReadOnlyList<ReportMeasure> Measures(
        Report report,
        params (string Measure, decimal Quantity)[] quantities
    ) =>
        [
            .. quantities.Select(q => new ReportMeasure
            {
                ReportId = report.Id,
                Measure = q.Measure,
                Quantity = q.Quantity,
            }),
        ];

    private Report Report(
        string category,
        string organisation,
        Guid? officer,
        Town town,
        DateTimeOffset at,
        string? outcome,
        Guid? patrol,
        JsonObject? answers,
        string? form
    )
    {
        var position = places.Sent(town);
        // One in thirty was without a signal until the evening.
        var receivedAt = at.AddSeconds(random.Next(30) == 0 ? 3600 + random.Next(10_000) : 10 + random.Next(600));
        var content = new ReportContent(
            category,
            position.Raw.Lon,
            position.Raw.Lat,
            position.CoordSystem,
            position.AccuracyMetres,
            at,
            patrol,
            DemoSentences.Problem(category, random),
            answers ?? [],
            [],
            outcome,
            form,
            form is null ? null : 1
        );
        return new Report
        {
            Id = DemoIds.Next(at, random),
            Source = officer is null ? "citizen" : "patrol",
            PatrolId = patrol,
            CategoryCode = category,
            OrganisationCode = organisation,
            OfficerId = officer,
            RawLon = content.Lon,
            RawLat = content.Lat,
            CoordSystem = content.CoordSystem,
            AccuracyMetres = content.AccuracyMetres,
            Position = position.Wgs84.ToPoint(),
            TownCode = town.Code,
            ObservedAt = at,
            ReceivedAt = receivedAt,
            Description = content.Description,
            Answers = JsonColumn.Of(content.Answers),
            FormCode = form,
            FormVersion = content.FormVersion,
            Outcome = outcome,
            ContentSha256 = ContentHash.Of(content),
        };
    }
}
