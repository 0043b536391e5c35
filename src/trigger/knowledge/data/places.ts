// Made by "npm run knowledge" on 2026-11-25 from botocore 1.44.8 (Apache-2.0). Do not edit.

/** Lines: a partition, its regions, and SERVICE=REGION for services that have one endpoint in all of it. */
export const PLACES = `aws af-south-1,ap-east-1,ap-east-2,ap-northeast-1,ap-northeast-2,ap-northeast-3,ap-south-1,ap-south-2,ap-southeast-1,ap-southeast-2,ap-southeast-3,ap-southeast-4,ap-southeast-5,ap-southeast-6,ap-southeast-7,ca-central-1,ca-west-1,eu-central-1,eu-central-2,eu-north-1,eu-south-1,eu-south-2,eu-west-1,eu-west-2,eu-west-3,il-central-1,me-central-1,me-south-1,me-west-1,mx-central-1,sa-east-1,sa-west-1,us-east-1,us-east-2,us-west-1,us-west-2 account=us-east-1 billingconductor=us-east-1 budgets=us-east-1 ce=us-east-1 chime=us-east-1 cloudfront=us-east-1 health=us-east-1 iam=us-east-1 importexport=us-east-1 networkmanager=us-west-2 notifications-contacts=us-east-1 organizations=us-east-1 route53=us-east-1 savingsplans=us-east-1 shield=us-east-1 tax=us-east-1 waf=us-east-1
aws-cn cn-north-1,cn-northwest-1 account=cn-northwest-1 budgets=cn-northwest-1 ce=cn-northwest-1 cloudfront=cn-northwest-1 health=cn-northwest-1 iam=cn-north-1 organizations=cn-northwest-1 route53=cn-northwest-1
aws-eusc eusc-de-east-1 budgets=eusc-de-east-1 ce=eusc-de-east-1 iam=eusc-de-east-1 route53=eusc-de-east-1
aws-iso us-iso-east-1,us-iso-west-1 budgets=us-iso-east-1 ce=us-iso-east-1 iam=us-iso-east-1 organizations=us-iso-east-1 route53=us-iso-east-1
aws-iso-b us-isob-east-1,us-isob-west-1 budgets=us-isob-east-1 ce=us-isob-east-1 iam=us-isob-east-1 organizations=us-isob-east-1 route53=us-isob-east-1
aws-iso-e eu-isoe-west-1 budgets=eu-isoe-west-1 ce=eu-isoe-west-1 iam=eu-isoe-west-1 organizations=eu-isoe-west-1 route53=eu-isoe-west-1 savingsplans=eu-isoe-west-1
aws-iso-f us-isof-east-1,us-isof-south-1 budgets=us-isof-south-1 ce=us-isof-south-1 iam=us-isof-south-1 organizations=us-isof-south-1 route53=us-isof-south-1 savingsplans=us-isof-south-1
aws-us-gov us-gov-east-1,us-gov-west-1 iam=us-gov-west-1 networkmanager=us-gov-west-1 organizations=us-gov-west-1 route53=us-gov-west-1`
