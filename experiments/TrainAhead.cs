using RepDynamics.PaperClaims;
using RepDynamics.Profiles;
using RepDynamics.Studies;

namespace RepDynamics.Experiments;

/// <summary>Trains what all the claims that are asked for need, before the first of them: <see cref="SelectedClaims"/>.</summary>
[SetUpFixture]
public sealed class TrainAhead
{
    /// <summary>A run that fails is told by the claims that need it.</summary>
    [OneTimeSetUp]
    public void Train()
    {
        Profile profile = Profile.Named(TestContext.Parameters.Get("Profile", "cpu"));
        SelectedClaims.Train(
            SelectedClaims.Plan(Environment.GetEnvironmentVariable(SelectedClaims.Variable), ClaimStudy.In(ClaimProject.Assembly).Values, profile),
            TestContext.Parameters.Get("Device", ClaimProject.Device),
            TestContext.Progress.WriteLine);
    }
}
