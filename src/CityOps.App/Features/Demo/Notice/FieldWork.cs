using CityOps.App.Features.Cases;
using CityOps.App.Features.Patrols;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Toilets;

namespace CityOps.App.Features.Demo.Notice;

/// <summary>What becomes of a report's case.</summary>
internal enum Fate
{
    /// <summary>Whatever becomes of cases: nearly all are closed, a few wait to this day.</summary>
    Any,

    /// <summary>Handled and closed, some after rework.</summary>
    Closed,
}

/// <summary>A report that was made, with what its form measured and where its case is to go.</summary>
internal sealed record MadeReport(
    Report Report,
    IReadOnlyList<ReportMeasure> Measures,
    Fate Fate = Fate.Any,
    Guid? FacilityId = null
);

/// <summary>A letter on some of the reports' cases, and what came of it.</summary>
internal sealed record MadeLetter(
    string Kind,
    string From,
    string To,
    string? Town,
    DateOnly IssuedOn,
    string Title,
    IReadOnlyList<Report> About,
    int Penalties = 0
);

/// <summary>The year's field work before it is stored.</summary>
internal sealed class FieldWork
{
    public List<Patrol> Patrols { get; } = [];
    public List<MadeReport> Reports { get; } = [];
    public List<Feedback> Feedback { get; } = [];
    public List<MadeLetter> Letters { get; } = [];

    /// <summary>The reports' and complaints' cases with their logs, once they are worked.</summary>
    public List<Case> Cases { get; } = [];
}
