using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CityOps.App.Database;

namespace CityOps.App.Verbs;

/// <summary>
/// The process that serves on a data folder, as it has written it there. A verb of another build would migrate the
/// database under it.
/// </summary>
/// <param name="Pid">With <paramref name="StartedAt"/>: an id may have gone to another program since.</param>
/// <param name="Build">Another one for each compiled program.</param>
/// <param name="Executable">That it runs from.</param>
internal sealed record ServingProcess(int Pid, string StartedAt, string Build, string Version, string Executable)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The module's own id is made of what was compiled.</summary>
    private static string ThisBuild => typeof(ServingProcess).Module.ModuleVersionId.ToString("n");

    private static string ThisVersion => typeof(ServingProcess).Assembly.GetName().Version!.ToString(3);

    /// <summary>Says that this process serves.</summary>
    public static void Announce(DataFolder folder)
    {
        using var self = Process.GetCurrentProcess();
        var serving = new ServingProcess(self.Id, Started(self), ThisBuild, ThisVersion, Environment.ProcessPath ?? "");
        Directory.CreateDirectory(folder.Path);
        File.WriteAllText(folder.Serving, JsonSerializer.Serialize(serving, Json));
    }

    public static void Withdraw(DataFolder folder)
    {
        if (Read(folder) is { } said && said.Pid == Environment.ProcessId)
        {
            File.Delete(folder.Serving);
        }
    }

    public static void RefuseOtherVersion(DataFolder folder)
    {
        if (Read(folder) is { } serving && serving.Build != ThisBuild && serving.IsAlive())
        {
            throw new SetupException(
                $"Another build of CityOps (version {serving.Version}, process {serving.Pid}) serves on {folder.Path}, and this one ({ThisVersion}) would change the database under it. "
                    + $"Start the new one first: ./cityops down --data {folder.Path}, then ./cityops up --data {folder.Path}. Or use the old one: {serving.Executable}"
            );
        }
    }

    private static ServingProcess? Read(DataFolder folder)
    {
        try
        {
            return File.Exists(folder.Serving)
                ? JsonSerializer.Deserialize<ServingProcess>(File.ReadAllText(folder.Serving), Json)
                : null;
        }
        catch (JsonException)
        {
            return null; // cut off by a crash: that process is gone
        }
    }

    private bool IsAlive()
    {
        try
        {
            using var process = Process.GetProcessById(Pid);
            return Started(process) == StartedAt;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string Started(Process process) =>
        process.StartTime.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
