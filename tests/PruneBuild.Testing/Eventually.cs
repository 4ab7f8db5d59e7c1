using System.Diagnostics;

namespace PruneBuild.Testing;

/// <summary>Waits for what other programs do. On a busy machine that can take minutes: only what hangs fails.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Returns as soon as the condition holds.</summary>
    /// <param name="condition">Asked again and again.</param>
    /// <param name="otherwise">What is the matter when it does not hold for minutes.</param>
    /// <param name="patience">How long that may take; null for five minutes.</param>
    /// <exception cref="AssertFailedException">It does not.</exception>
    public static void Holds(Func<bool> condition, Func<string> otherwise, TimeSpan? patience = null)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); Thread.Sleep(50))
        {
            if (clock.Elapsed > (patience ?? Patience))
                throw new AssertFailedException(otherwise());
        }
    }
}
