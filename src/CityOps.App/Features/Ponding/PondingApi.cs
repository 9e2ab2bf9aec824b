using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Ponding.Import;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.App.Tables;

namespace CityOps.App.Features.Ponding;

/// <summary>Waterlogging: the roads now, events, alarms for water at the lamps, sections and their thresholds,
/// summaries.</summary>
public static class PondingApi
{
    public static void MapPonding(this IEndpointRouteBuilder routes)
    {
        var ponding = routes.MapGroup("/api/v1/ponding").WithTags("ponding");
        ponding
            .MapGet("", ReadLive.RunAsync)
            .Allow("ponding.read")
            .Produces<Page<LiveSection>>()
            .WithSummary("Every section now: level, depth, since when, peak, sensors, standing alarm; the worst first");
        ponding
            .MapGet("/events", PondingEvents.ListAsync)
            .Refuses(Problems.PeriodReversed)
            .Allow("ponding.read")
            .Produces<Page<EventItem>>()
            .WithSummary(
                "Ponding events by opening, newest first; ?from&to&section; a date without an offset is a city day's beginning"
            );
        ponding
            .MapGet("/events/{id:guid}", PondingEvents.ReadAsync)
            .Refuses(Problems.PondingEventNotFound)
            .Allow("ponding.read")
            .Produces<EventAnswer>()
            .WithSummary("An event with its depth curve, thinned out to ?points a sensor");
        ponding
            .MapGet("/summary/{month}", Summaries.MonthAsync)
            .Refuses(Problems.PeriodInFuture)
            .Allow("ponding.read")
            .Produces<MonthSummary>()
            .WithSummary(
                "A month (yyyy-MM) per section: events, minutes per level, peak, availability, the worst five"
            );
        ponding
            .MapGet("/frequency", Summaries.FrequencyAsync)
            .Refuses(Problems.PeriodReversed)
            .Allow("ponding.read")
            .Produces<Page<SectionFrequency>>()
            .WithSummary("How often sections are under water, with their lines; ?from&to, the last year by default");
        ponding
            .MapGet("/replay", ReadReplay.RunAsync)
            .Refuses(Problems.FieldInvalid, Problems.PeriodReversed, Problems.PeriodInFuture, Problems.ReplayTooLong)
            .Allow("ponding.read")
            .Produces<StormReplay>()
            .WithSummary(
                "A storm in pictures: every section's depth and level; ?from&to&step in seconds, 1,000 pictures at most"
            );

        var alarms = ponding.MapGroup("/alarms");
        alarms
            .MapGet("", Alarms.ListAsync)
            .Allow("ponding.read")
            .Produces<Page<AlarmItem>>()
            .WithSummary("Alarms for water at the lamps, newest first; ?standing&section");
        alarms
            .MapGet("/{id:guid}", Alarms.OneAsync)
            .Refuses(Problems.AlarmNotFound)
            .Allow("ponding.read")
            .Produces<AlarmItem>()
            .WithSummary("An alarm with its circuits and its log");
        alarms
            .MapPost("/{id:guid}/acknowledge", HandleAlarm.AcknowledgeAsync)
            .Refuses(Problems.FieldInvalid, Problems.AlarmNotFound, Problems.AlarmFinished)
            .Allow("alarms.handle")
            .Produces<AlarmItem>()
            .WithSummary("Acknowledge: who and when stay on record");
        alarms
            .MapPost("/{id:guid}/power", HandleAlarm.SwitchPowerAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.AlarmNotFound,
                Problems.AlarmNotAcknowledged,
                Problems.AlarmFinished,
                Problems.CircuitUnknown,
                Problems.CircuitOfAnotherOrganisation,
                Problems.PowerRiskNotOver
            )
            .Allow("alarms.handle")
            .Produces<AlarmItem>()
            .WithSummary(
                "Write down that a circuit was cut, or restored once the water has stayed off the lamps, with a note"
            );
        alarms
            .MapPost("/{id:guid}/seen-on-site", HandleAlarm.ConfirmOnSiteAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.AlarmNotFound,
                Problems.AlarmNotAcknowledged,
                Problems.AlarmFinished,
                Problems.SensorsStillSpeak
            )
            .Allow("alarms.handle")
            .Produces<AlarmItem>()
            .WithSummary("Answer for sensors that don't speak: the water was seen off the lamps, with a note");
        alarms
            .MapPost("/{id:guid}/finish", HandleAlarm.FinishAsync)
            .Refuses(
                Problems.FieldInvalid,
                Problems.AlarmNotFound,
                Problems.AlarmNotAcknowledged,
                Problems.AlarmFinished,
                Problems.PowerRiskNotOver,
                Problems.CircuitsStillOff
            )
            .Allow("alarms.handle")
            .Produces<AlarmItem>()
            .WithSummary("Finish: the water has stayed off the lamps and no circuit is off");

        routes
            .MapListImport(
                "sections",
                "low-lying sections: their lines or areas and thresholds",
                SectionList.Read,
                (http, list, choice, ct) =>
                    ImportSections.RunAsync(
                        http.RequestServices.GetRequiredService<CityOpsDb>(),
                        list,
                        choice with
                        {
                            Account = Caller.From(http)?.AccountId,
                        },
                        ct
                    )
            )
            .Allow("sections.import");
        var sections = routes.MapGroup("/api/v1/sections").WithTags("ponding");
        sections
            .MapGet("", Sections.ListAsync)
            .Allow("sections.read")
            .Produces<Page<SectionItem>>()
            .WithSummary("Low-lying sections with thresholds, sensors, circuits and the log of changes");
        sections
            .MapGet("/{code}", Sections.OneAsync)
            .Refuses(Problems.SectionNotFound)
            .Allow("sections.read")
            .Produces<SectionItem>()
            .WithSummary("One section");
        sections
            .MapPut("/{code}", PutSection.RunAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.CoordSystemUnknown,
                Problems.PositionOutsideCity,
                Problems.OutsideYourArea,
                Problems.SectionNotFound,
                Problems.ThresholdsOutOfOrder
            )
            .Allow("sections.change")
            .Produces<SectionItem>()
            .WithSummary("Make a section, or change it; new thresholds hold from now on");
        sections
            .MapPut("/{code}/circuits", PutSection.CircuitsAsync)
            .Refuses(Problems.FieldMissing, Problems.OutsideYourArea, Problems.SectionNotFound, Problems.CircuitUnknown)
            .Allow("sections.change")
            .Produces<SectionItem>()
            .WithSummary("Name the lamp circuits and distribution boxes that the section's water can reach");
        sections
            .MapGet("/{code}/placements", ListPlacements.RunAsync)
            .Refuses(Problems.SectionNotFound)
            .Allow("sections.read")
            .Produces<Page<Placement>>()
            .WithSummary("Which sensors measured the section, and when");
        sections
            .MapGet("/{code}/curve", Sections.CurveAsync)
            .Refuses(Problems.PeriodReversed, Problems.SectionNotFound)
            .Allow("sections.read")
            .Produces<Page<SensorCurve>>()
            .WithSummary(
                "Depths for a chart; ?from (included)&to (excluded)&points, thinned out by Largest-Triangle-Three-Buckets"
            );
    }
}
