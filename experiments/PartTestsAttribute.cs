using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;
using RepDynamics.Claims;
using RepDynamics.PaperClaims;
using RepDynamics.Studies;

namespace RepDynamics.Experiments;

/// <summary>
/// Makes a test case for every registered part of the fixture's claim, named <c>ViTSync(SGD, CKA)</c>. A static test case source cannot
/// read the fixture's argument.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PartTestsAttribute : NUnitAttribute, ITestBuilder
{
    private readonly NUnitTestCaseBuilder builder = new();

    /// <inheritdoc/>
    public IEnumerable<TestMethod> BuildFrom(IMethodInfo method, Test? suite)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(suite);
        return Parts(ClaimStudy.IdOf((Type)suite.Arguments[0]!)!).Select(part => builder.BuildTestMethod(method, suite, part));
    }

    private static IEnumerable<TestCaseParameters> Parts(string claim)
    {
        try
        {
            return
            [
                .. Registration.Load(ClaimProject.Layout.Registration(claim)).Parts
                    .Select(part => new TestCaseParameters([part.Name]) { TestName = $"{claim}({part.Name})" }),
            ];
        }
        catch (ClaimFileException e)
        {
            TestCaseParameters broken = new([claim]) { RunState = RunState.NotRunnable };
            broken.Properties.Set(PropertyNames.SkipReason, e.Message);
            return [broken];
        }
    }
}
