namespace CityOps.App.Database.Embedded;

/// <summary>What to do about a failure of PostgreSQL's programs, told by what they print.</summary>
internal static class FailureAdvice
{
    private static readonly (string Printed, string Advice)[] Known =
    [
        (
            "No space left on device",
            "The disk is full: free some space, or name a data folder on another disk with --data."
        ),
        (
            "Disk quota exceeded",
            "The disk quota is used up: free some space, or name a data folder elsewhere with --data."
        ),
        (
            "Read-only file system",
            "The disk is mounted read-only: mount it writable, or name a data folder elsewhere with --data."
        ),
        (
            "could not create shared memory segment",
            "The machine has too little shared memory for the server (see kernel.shmmax, ulimit)."
        ),
        ("Cannot allocate memory", "The machine has too little free memory for the server (it asks for 256 MB)."),
        (
            "could not load library",
            "A library of PostgreSQL's does not load: apt-get install --reinstall the postgresql packages."
        ),
        ("invalid locale name", "The C library has no locale C.UTF-8: apt-get install libc-bin locales."),
        ("pre-existing shared memory block", "Processes of a crashed server are still ending: try again in a minute."),
    ];

    public static string For(string output) =>
        Known.FirstOrDefault(known => output.Contains(known.Printed, StringComparison.Ordinal)).Advice
        ?? "What it printed follows.";
}
