using System.Collections.Frozen;

namespace CityOps.App.Features.Accounts;

/// <summary>
/// Operations whose objects belong to no town: an account that is limited to a town does none of them, whatever its
/// role, since it would act for all the others.
/// </summary>
public static class CityWide
{
    public static FrozenSet<string> Operations { get; } =
        new[]
        {
            "audit.read",
            "bulletins.issue",
            "calendar.change",
            "case_steps.change",
            "categories.change",
            "channels.manage",
            "facilities.import",
            "forms.change",
            "gateways.change",
            "gateways.command",
            "grids.import",
            "jobs.run",
            "jobs.watch",
            "lines.change",
            "organisations.change",
            "rejections.read",
            "rejections.replay",
            "sections.import",
            "sensors.import",
            "settings.read",
            "standard.change",
            "targets.change",
            "towns.import",
            "webhooks.manage",
        }.ToFrozenSet();
}
