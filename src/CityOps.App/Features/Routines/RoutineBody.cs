using CityOps.App.Geo;
using CityOps.App.Http.OpenApi;

namespace CityOps.App.Features.Routines;

/// <summary>A routine as it is put.</summary>
/// <param name="From">The day from which a change holds: tomorrow or later, tomorrow when left out; of a new routine
/// today or later, today when left out.</param>
/// <param name="Facilities">What is looked at, or <paramref name="Place"/>, or <paramref name="Document"/>.</param>
/// <param name="Document">What is written or read again and again, wherever one is: a log (监理日志), the scan of a
/// system.</param>
/// <param name="Rule">An RRULE of RFC 5545 in whole days, e.g. <c>FREQ=WEEKLY;BYDAY=MO</c>; or <paramref
/// name="EveryWorkingDays"/>.</param>
/// <param name="EveryWorkingDays">Every so many days of the working calendar, 1 to 250.</param>
/// <param name="StartsOn">What the rule counts from; the day from which it holds when left out.</param>
/// <param name="WindowDays">Days in which a check is on time, the first one included; 1 when left out.</param>
/// <param name="GraceDays">Days after these in which it is done late; 0 when left out.</param>
/// <param name="Organisation">Whose checks they are; of whoever looks after the facility when left out.</param>
/// <param name="Category">An inspection with a form, which is filled in at a check.</param>
/// <param name="Problems">Answers that are a problem.</param>
/// <param name="DistanceMetres">A check from farther away is flagged; 100 when left out.</param>
/// <param name="Escalation">What a missed check leads to; none when left out.</param>
/// <param name="EscalationCategory">Of the case that it opens.</param>
public sealed record RoutineBody(
    string? Name,
    string? NameEn = null,
    DateOnly? From = null,
    RoutineFacilities? Facilities = null,
    RoutinePlaceBody? Place = null,
    RoutineDocument? Document = null,
    string? Rule = null,
    int? EveryWorkingDays = null,
    DateOnly? StartsOn = null,
    int? WindowDays = null,
    int? GraceDays = null,
    string? Organisation = null,
    string? Category = null,
    IReadOnlyList<ProblemAnswer>? Problems = null,
    int? DistanceMetres = null,
    [property: ValuesOf(typeof(Escalations))] string? Escalation = null,
    string? EscalationCategory = null
);

/// <summary>Facilities in use or damaged, by type and further by towns, organisations and codes.</summary>
public sealed record RoutineFacilities(
    string? Type,
    IReadOnlyList<string>? Towns = null,
    IReadOnlyList<string>? Organisations = null,
    IReadOnlyList<string>? Codes = null
);

public sealed record RoutinePlaceBody(string? Name, SentPosition? Position);

/// <param name="Town">The code of the town that it counts for, where its cases lie.</param>
public sealed record RoutineDocument(string? Name, string? Town);

/// <param name="Position">WGS84.</param>
public sealed record RoutinePlace(string Name, LonLat Position, string Town);

/// <summary>A routine as it is now, or as it will be from <paramref name="From"/> on.</summary>
/// <param name="Form">What is filled in: the category's.</param>
/// <param name="FacilityCount">Facilities that it is about now; 1 for a place or a document.</param>
/// <param name="NextOn">When its next check opens; null where none does.</param>
/// <param name="EndedOn">No check opens on this day or later.</param>
/// <param name="Problem">Code of docs/problems.md: what keeps it from having checks; null: nothing.</param>
/// <param name="Versions">Days from which it was, is or will be another.</param>
public sealed record RoutineAnswer(
    string Code,
    string Name,
    string NameEn,
    DateOnly From,
    RoutineFacilities? Facilities,
    RoutinePlace? Place,
    RoutineDocument? Document,
    string? Rule,
    int? EveryWorkingDays,
    DateOnly StartsOn,
    int WindowDays,
    int GraceDays,
    string? Organisation,
    string Category,
    string? Form,
    IReadOnlyList<ProblemAnswer> Problems,
    int DistanceMetres,
    [property: ValuesOf(typeof(Escalations))] string Escalation,
    string? EscalationCategory,
    int FacilityCount,
    DateOnly? NextOn,
    DateOnly? EndedOn,
    string? Problem,
    IReadOnlyList<DateOnly> Versions
);
