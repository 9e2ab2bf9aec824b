using System.Runtime.InteropServices;

namespace CityOps.App.Verbs;

/// <summary>What a verb writes is its user's alone: backups, secrets, photos.</summary>
internal static class FileModes
{
    private const uint NobodyElse = 0b000_111_111;

    public static void KeepPrivate() => _ = Umask(NobodyElse);

    [DllImport("libc", EntryPoint = "umask")]
    private static extern uint Umask(uint mask);
}
