using System.Diagnostics;

namespace RepDynamics.Tests.Experiments;

/// <summary>The profile of <c>dotnet test -p:Profile=NAME</c> survives settings of another origin, or they are an error.</summary>
[Category("Slow")]
public class TestSettingsTests : FolderFixture
{
    private const string Where = "NUnit.Where=Claim==ViTSync";

    [TestCase("""<RunSettings><RunConfiguration><MaxCpuCount>1</MaxCpuCount></RunConfiguration></RunSettings>""", Where, true)]
    [TestCase(null, null, true)]
    [TestCase("""<RunSettings><TestRunParameters><Parameter name="Profile" value="paper" /></TestRunParameters></RunSettings>""", null, false)]
    [TestCase(null, """TestRunParameters.Parameter(name="Profile", value="paper")""", false)]
    public void The_profile_is_a_setting_of_the_command_line_and_another_one_in_settings_an_error(string? settings, string? others, bool fits)
    {
        EndedProcess build = CheckClaims(settings, others);

        Assert.That(build.Exit, fits ? Is.Zero : Is.Not.Zero, build.Output);
        if (fits) Assert.That(build.Output.Trim().Split(';'), Has.Member("""TestRunParameters.Parameter(name="Profile", value="smoke")""").And.Contains("RunConfiguration.TreatNoTestsAsError=true"));
        else Assert.That(build.Output + build.Error, Does.Contain("The settings of this test run have a profile of their own: remove it, and choose one with -p:Profile=NAME."));
        if (fits && others is not null) Assert.That(build.Output, Does.StartWith(others));
    }

    [TestCase("REPDYNAMICS_RUNS")]
    [TestCase("REPDYNAMICS_DATA")]
    [TestCase("LIBTORCH")]
    public void A_relative_folder_which_the_test_host_would_look_for_elsewhere_is_an_error(string variable)
    {
        EndedProcess build = CheckClaims(null, null, (variable, "runs"));

        Assert.That(build.Exit, Is.Not.Zero);
        Assert.That(build.Output + build.Error, Does.Contain($"{variable} is 'runs': give an absolute path."));
    }

    private EndedProcess CheckClaims(string? settings, string? others, (string Name, string Value)? variable = null)
    {
        List<string> arguments = ["msbuild", "experiments/RepDynamics.Experiments.csproj", "-nologo", "-t:CheckClaims", "-p:Profile=smoke", "-getProperty:VSTestCLIRunSettings"];
        if (settings is not null)
        {
            File.WriteAllText(Path.Combine(Folder, "mine.runsettings"), settings);
            arguments.Add($"-p:VSTestSetting={Path.Combine(Folder, "mine.runsettings")}");
        }
        if (others is not null) arguments.Add($"-p:VSTestCLIRunSettings={Escaped(others)}");
        ProcessStartInfo start = new("dotnet", arguments) { WorkingDirectory = Repository.Root };
        if (variable is var (name, value)) start.Environment[name] = value;
        return EndedProcess.Of(start);
    }

    // As a property of MSBuild's command line, which splits at commas and takes quotation marks off.
    private static string Escaped(string text) => text.Replace("\"", "%22", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
