using System.Text;
using RepDynamics.IO;
using RepDynamics.Studies;

namespace RepDynamics.Baselines;

/// <summary>Makes results the baseline.</summary>
internal static class Acceptance
{
    // As Verify writes text, so that both ways of accepting give the same file.
    private static readonly UTF8Encoding Text = new(encoderShouldEmitUTF8Identifier: true);

    /// <summary>
    /// Copies every changed file into the baseline and removes what tests left there. Each file is replaced atomically, the verdict last:
    /// after an interruption, accepting again completes the rest.
    /// </summary>
    /// <exception cref="IOException">A file cannot be written; the files after it are unchanged.</exception>
    public static void Carry(IEnumerable<BaselineMismatch> changes, string baseline)
    {
        Directory.CreateDirectory(baseline);
        foreach (BaselineMismatch change in changes)
        {
            string target = Path.Combine(baseline, BaselineComparison.VerifiedName(change.Name));
            if (change.Received is not { } received) File.Delete(target);
            else AtomicFile.Write(target, Content(received));
        }
        foreach (string left in Directory.GetFiles(baseline, "*.received.*")) File.Delete(left);
    }

    private static byte[] Content(string file) => Path.GetFileName(file) == ClaimResults.NumbersFileName
        ? [.. Text.GetPreamble(), .. Text.GetBytes(TextDifference.Normalize(File.ReadAllText(file)))]
        : File.ReadAllBytes(file);
}
