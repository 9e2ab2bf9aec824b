namespace CityOps.App.Http;

/// <summary>Marks the health checks that decide whether this process is ready.</summary>
public static class Readiness
{
    public const string Tag = "ready";
}
