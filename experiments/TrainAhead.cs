using RepDynamics.Experiments.Harness;

namespace RepDynamics.Experiments;

/// <summary>Trains what all the claims that are asked for need, before the first of them: <see cref="AskedClaims"/>.</summary>
[SetUpFixture]
public sealed class TrainAhead
{
    /// <summary>A run that fails is told by the claims that need it.</summary>
    [OneTimeSetUp]
    public void Train()
    {
        Profile profile = Profile.Named(TestContext.Parameters.Get("Profile", "cpu"));
        AskedClaims.Train(
            AskedClaims.Plan(Environment.GetEnvironmentVariable(AskedClaims.Variable), typeof(TrainAhead).Assembly.GetTypes(), profile),
            TestContext.Parameters.Get("Device", Workplace.BuiltDevice),
            TestContext.Progress.WriteLine);
    }
}
