namespace CityOps.App.Features.Events;

/// <summary>
/// Says that there may be a new notice, to those of the organisation and town that it is for. Whether it is theirs
/// goes by their role and by the case as it is then, so they ask for their count.
/// </summary>
internal static class NoticeEvents
{
    /// <returns>One for each organisation and town, however many notices there are.</returns>
    public static IEnumerable<CityEvent> Of(IEnumerable<CityNotification> notifications) =>
        notifications
            .Where(notification => notification.Kind == "notice")
            .Select(notification => (notification.Organisation, notification.Town))
            .Distinct()
            .Select(whose => new CityEvent("notice", "{}", scope =>
                (whose.Organisation is null || whose.Organisation == scope.Own)
                && (whose.Town is null || scope.Town is null || whose.Town == scope.Town)
            ));
}
